import { generateKeyPairSync, sign } from "node:crypto";

/** A key with a certificate for "localhost" that it has signed itself, for the time of a test. */
export function makeCertificate(): { readonly key: string; readonly cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const ecdsaWithSha256 = sequence(Buffer.from("06082a8648ce3d040302", "hex"));
  const commonName = sequence(Buffer.from("0603550403", "hex"), element(0x0c, Buffer.from("localhost")));
  const name = sequence(element(0x31, commonName));
  const validity = sequence(time("20200101000000Z"), time("20991231235959Z"));
  const localhost = element(0x82, Buffer.from("localhost"));
  const alternative = sequence(Buffer.from("0603551d11", "hex"), element(0x04, sequence(localhost)));
  const body = sequence(
    element(0xa0, element(0x02, Buffer.of(2))),
    element(0x02, Buffer.of(1)),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    element(0xa3, sequence(alternative)),
  );
  const signature = element(0x03, Buffer.concat([Buffer.of(0), sign("sha256", body, privateKey)]));
  const certificate = sequence(body, ecdsaWithSha256, signature).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  };
}

/** One element of DER: its kind, its length, its content. */
function element(kind: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(kind, ...size), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts));
}

function time(text: string): Buffer {
  return element(0x18, Buffer.from(text));
}
