/** A page to try what `/openapi.json` describes: a form for each operation, made in the browser. It loads nothing else. */
export const tryPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>KeyVal</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
  details { border: 1px solid #8888; border-radius: 6px; margin: 0.5rem 0; padding: 0.5rem 1rem; }
  label { display: block; margin: 0.5rem 0; }
  label small { display: block; opacity: 0.7; }
  input, textarea { font: inherit; width: 100%; box-sizing: border-box; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8882; padding: 0.5rem; border-radius: 6px; }
  code { font-weight: bold; }
</style>
<h1>KeyVal</h1>
<p id="about"></p>
<main></main>
<script>
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const field = (name, note, input) => make("label", {}, name, make("small", { textContent: note }), input);

  async function show(output, method, url, headers, body) {
    output.textContent = method + " " + url + "\\n";
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 30000);
    try {
      const response = await fetch(url, { method, headers, body, signal: stop.signal });
      output.textContent += response.status + " " + response.statusText + "\\n\\n";
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) output.textContent += next.value;
    } catch (error) {
      output.textContent += "\\n" + error;
    }
  }

  function form(method, path, operation) {
    const inputs = (operation.parameters ?? []).map((parameter) => ({ parameter, input: make("input") }));
    const body = operation.requestBody && make("textarea", { rows: 3 });
    const [example] = body ? (Object.values(operation.requestBody.content)[0].schema.examples ?? []) : [];
    if (example) body.value = JSON.stringify(example);
    const output = make("pre", { hidden: true });
    const fields = inputs.map(({ parameter, input }) => field(parameter.name, parameter.description, input));
    if (body) fields.push(field("body", Object.keys(operation.requestBody.content).join(", "), body));
    const onsubmit = (event) => {
      event.preventDefault();
      let url = path;
      const query = new URLSearchParams();
      const headers = {};
      for (const { parameter, input } of inputs) {
        if (input.value === "") continue;
        if (parameter.in === "path") url = url.replace("{" + parameter.name + "}", encodeURIComponent(input.value));
        else if (parameter.in === "query") query.set(parameter.name, input.value);
        else headers[parameter.name] = input.value;
      }
      output.hidden = false;
      show(output, method, query.size > 0 ? url + "?" + query : url, headers, body?.value);
    };
    const button = make("button", { textContent: "Try it" });
    const title = make("summary", {}, make("code", { textContent: method + " " + path }), " " + operation.summary);
    const note = make("p", { textContent: operation.description ?? "" });
    return make("details", {}, title, note, make("form", { onsubmit }, ...fields, button), output);
  }

  fetch("/openapi.json").then(async (response) => {
    const api = await response.json();
    document.querySelector("#about").textContent = api.info.summary + ". " + api.info.description;
    for (const [path, operations] of Object.entries(api.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        document.querySelector("main").append(form(method.toUpperCase(), path, operation));
      }
    }
  });
</script>
</html>
`;
