// Verifies a key-signed bundle with sigstore-js, offline, and compares the
// statement's subject with the file, which sigstore-js never does.
//   node verify.mjs BUNDLE PUBLIC-KEY FILE
import { createHash, createPublicKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { bundleFromJSON } from "@sigstore/bundle";
import { toSignedEntity, toTrustMaterial, Verifier } from "@sigstore/verify";

const [bundlePath, keyPath, filePath] = process.argv.slice(2);
const bundle = bundleFromJSON(JSON.parse(readFileSync(bundlePath, "utf8")));
const publicKey = createPublicKey(readFileSync(keyPath));
const empty = {
	certificateAuthorities: [],
	timestampAuthorities: [],
	tlogs: [],
	ctlogs: [],
};
const trust = toTrustMaterial(empty, () => ({
	publicKey,
	validFor: () => true,
}));
const verifier = new Verifier(trust, {
	tlogThreshold: 0,
	timestampThreshold: 0,
	ctlogThreshold: 0,
});

verifier.verify(toSignedEntity(bundle));
const statement = JSON.parse(bundle.content.dsseEnvelope.payload.toString());
const digest = createHash("sha256").update(readFileSync(filePath)).digest("hex");
const subject = statement.subject;
if (subject.length !== 1 || subject[0].digest.sha256 !== digest) {
	console.error("the statement's subject is another file");
	process.exit(1);
}
