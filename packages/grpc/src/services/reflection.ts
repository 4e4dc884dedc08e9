import { QUESTION_BYTES_MAX } from "../limits.js";
import type { BidiHandler, ReadCall, WriteCall } from "../server/call.js";
import { bytesCodec, type Method } from "../service/service.js";
import { ProtoWriter, protoNumber, protoText, readProto } from "../wire/proto.js";
import { Status } from "../wire/status.js";
import { DescriptorIndex } from "./descriptor-index.js";

/** Both versions have the same messages under two names; tools in use ask for one or the other. */
function reflectionService<Name extends string>(name: Name) {
  const path = `/${name}/ServerReflectionInfo`;
  const info: Method<Uint8Array, Uint8Array, "bidi"> = {
    path,
    kind: "bidi",
    request: bytesCodec,
    response: bytesCodec,
  };
  return { name, methods: { info } } as const;
}

export const reflectionServiceV1 = reflectionService("grpc.reflection.v1.ServerReflection");
export const reflectionServiceV1Alpha = reflectionService("grpc.reflection.v1alpha.ServerReflection");

/** The handlers of both services, for files as FileDescriptorProto. They tell clients what a server can be asked. */
export function reflectionHandlers(files: readonly Uint8Array[]): {
  readonly info: BidiHandler<Uint8Array, Uint8Array>;
} {
  const index = new DescriptorIndex(files);
  return { info: (call) => converse(index, call) };
}

function converse(index: DescriptorIndex, call: ReadCall<Uint8Array> & WriteCall<Uint8Array>): void {
  call.onMessage = (request) => {
    const response = answer(index, request);
    if (response === undefined)
      call.fail(Status.INVALID_ARGUMENT, "this is no ServerReflectionRequest with a question of usual length");
    // Who does not read answers is not asked for more questions.
    else if (!call.write(response)) call.pause();
  };
  call.onWritable = () => call.resume();
  call.onEnd = () => call.end();
}

function answer(index: DescriptorIndex, request: Uint8Array): Uint8Array | undefined {
  const fields = request.length <= QUESTION_BYTES_MAX ? readProto(request) : undefined;
  const question = fields?.findLast(({ number }) => number >= 3 && number <= 7);
  if (fields === undefined || question === undefined) return undefined;
  const response = new ProtoWriter().text(1, protoText(fields, 1) ?? "").message(2, request);
  const name = protoText([question], question.number) ?? "";
  switch (question.number) {
    case 3:
      return files(response, index.fileByName(name), `file ${name}`);
    case 4:
      return files(response, index.fileBySymbol(name), `symbol ${name}`);
    case 5: {
      const extension = readProto(question.bytes ?? new Uint8Array(0)) ?? [];
      const [type = "", number] = [protoText(extension, 1), protoNumber(extension, 2)];
      return files(response, index.fileByExtension(type, number), `extension ${number} of ${type}`);
    }
    case 6:
      return extensionNumbers(response, name, index.extensionNumbers(name));
    default:
      return services(response, index.services);
  }
}

function files(response: ProtoWriter, found: readonly Uint8Array[] | undefined, what: string): Uint8Array {
  if (found === undefined) return notFound(response, what);
  const list = new ProtoWriter();
  for (const file of found) list.message(1, file);
  return response.message(4, list.finish()).finish();
}

function extensionNumbers(response: ProtoWriter, type: string, numbers: readonly number[] | undefined): Uint8Array {
  if (numbers === undefined) return notFound(response, `type ${type}`);
  const list = new ProtoWriter().text(1, type);
  for (const number of numbers) list.number(2, number);
  return response.message(5, list.finish()).finish();
}

function services(response: ProtoWriter, names: readonly string[]): Uint8Array {
  const list = new ProtoWriter();
  for (const name of names) list.message(1, new ProtoWriter().text(1, name).finish());
  return response.message(6, list.finish()).finish();
}

function notFound(response: ProtoWriter, what: string): Uint8Array {
  const error = new ProtoWriter().number(1, Status.NOT_FOUND).text(2, `${what} is not known here`).finish();
  return response.message(7, error).finish();
}
