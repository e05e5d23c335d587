/*
 * The two pages at the root of a package: index.html, which leads into the
 * site, and HOW-TO-VERIFY.txt, with the commands of stock tools for the
 * signatures that this package has.  Neither prints a digest of the package
 * or says that a signature is valid (DESIGN section 9).  Refuses nothing: the
 * ids were checked to hold no markup.
 */
#include "seal/internal.h"

void
howto_index(const struct seal_info *info, struct buf *out)
{
	buf_printf(out,
	    "<!doctype html>\n"
	    "<html lang=\"en\">\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"refresh\" "
	    "content=\"0; url=data/site/index.html\">\n"
	    "<title>%s</title>\n"
	    "<p><a href=\"data/site/index.html\">Read %s</a>\n"
	    "</html>\n",
	    info->package, info->package);
}

static void
put_draft(struct buf *out)
{
	buf_puts(out,
	    "THIS IS A DRAFT\n\n"
	    "It has no serial and no signature, and is evidence of nothing.\n"
	    "'dossier verify' answers: failed, UNSIGNED.\n\n"
	    "The files are the listed ones if this command succeeds in this\n"
	    "folder:\n"
	    "     sha256sum --check --strict --quiet tagmanifest-sha256.txt "
	    "manifest-sha256.txt\n");
}

static void
put_files_and_key(struct buf *out)
{
	buf_puts(out,
	    "1  The files are the listed ones (GNU coreutils)\n"
	    "     sha256sum --check --strict --quiet tagmanifest-sha256.txt "
	    "manifest-sha256.txt\n"
	    "2  No payload file was added (python3 package bagit)\n"
	    "     python3 -m bagit --validate .\n"
	    "3  The list is signed by the key (cosign 3)\n"
	    "     cosign verify-blob-attestation --insecure-ignore-tlog "
	    "--key signer.pub \\\n"
	    "       --bundle signatures/producer.sigstore.json \\\n"
	    "       --type " PREDICATE_TYPE " tagmanifest-sha256.txt\n");
}

static void
put_certificate(struct buf *out)
{
	buf_puts(out,
	    "4  The list is signed by the certificate (OpenSSL)\n"
	    "     openssl cms -verify -cades -binary -inform DER "
	    "-in signatures/producer.p7s \\\n"
	    "       -content tagmanifest-sha256.txt -CAfile ca.pem "
	    "-purpose any -out /dev/null\n"
	    "   After the certificate has ended, add '-attime SECONDS' with "
	    "the time of\n"
	    "   signing in seconds since 1970-01-01.\n"
	    "   Each PDF is signed, too (poppler); wanted are both 'Signature "
	    "is Valid' and\n"
	    "   'Total document signed':\n"
	    "     pdfsig -nocert data/pdf/FILE.pdf\n");
}

static void
put_statement(const struct seal_info *info, struct buf *out)
{
	buf_printf(out,
	    "%d  What was signed, in words (jq)\n"
	    "     jq -r .dsseEnvelope.payload "
	    "signatures/producer.sigstore.json | base64 -d | jq .\n"
	    "   Compare system, serial, previous, asOf and validUntil with "
	    "what you expect:\n"
	    "   a valid old package is still an old package.  The package "
	    "must be\n"
	    "     %s\n",
	    info->certificate != NULL ? 5 : 4, info->package);
	buf_puts(out,
	    "\n"
	    "Other people may have signed the same list: "
	    "signatures/ROLE.sigstore.json with\n"
	    "their key as in step 3, signatures/ROLE.p7s with their "
	    "certificate by\n"
	    "     openssl cms -verify -cades -binary -inform DER "
	    "-in signatures/ROLE.p7s \\\n"
	    "       -content tagmanifest-sha256.txt -CAfile ca.pem "
	    "-purpose any -out /dev/null\n"
	    "\n"
	    "These tools do not see everything: files that nobody lists, "
	    "links, a signature\n"
	    "that is missing, another system's package.  'dossier verify "
	    "--trust trust.yml'\n"
	    "looks for those, too, and needs no network either.\n");
}

void
howto_text(const struct seal_info *info, bool is_draft, struct buf *out)
{
	if (is_draft) {
		put_draft(out);
		return;
	}
	buf_printf(out,
	    "HOW TO VERIFY THIS PACKAGE WITH STOCK TOOLS\n"
	    "\n"
	    "Get signer.pub%s from the signer, by another way than this "
	    "package.  Nothing\n"
	    "below uses a network.  Run the commands in this folder; every "
	    "one must succeed.\n"
	    "\n",
	    info->certificate != NULL ? " and ca.pem" : "");
	put_files_and_key(out);
	if (info->certificate != NULL)
		put_certificate(out);
	put_statement(info, out);
}
