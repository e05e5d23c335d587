#!/bin/bash
# pades.sh: the PDFs of a package are signed and stamped so that poppler,
# openssl, qpdf, pyHanko and veraPDF accept them, and refuse what was changed
# as ours does; a time-stamp authority that fails.
. "$(dirname "$0")/lib.sh"
here=$root/tests/it/pades
server=
trap '[ -n "$server" ] && kill "$server"; chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
cd "$work" || exit 70

leaf() { # NAME REQUEST ROOT DAYS EXTENSION...: NAME.pem
	local name=$1 request=$2 by=$3
	shift 3
	printf '%s\n' basicConstraints=critical,CA:FALSE subjectKeyIdentifier=hash \
		authorityKeyIdentifier=keyid "$@" >ext
	openssl x509 -req -in "$request" -CA "$by.pem" -CAkey "$by.key" -days 20 -extfile ext -out "$name.pem"
}
authority() { # NAME SUBJECT
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" \
		-out "$1.pem" -days 30 -subj "$2" -addext keyUsage=critical,keyCertSign,cRLSign
}
make_authorities() {
	authority root "/O=Example Agency/CN=Example Root" &&
	authority tsaroot "/CN=Stamp Root" &&
	openssl req -new -key key/producer.key -subj "/O=Example Agency/CN=Example Producer" -out csr.pem &&
	leaf leaf csr.pem root keyUsage=critical,digitalSignature,nonRepudiation &&
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Stamper &&
	leaf tsa tsa.csr tsaroot keyUsage=critical,digitalSignature extendedKeyUsage=critical,timeStamping &&
	cat leaf.pem root.pem >chain.pem && echo 01 >serial &&
	printf '%s\n' '[tsa]' 'default_tsa = t' '[t]' 'serial = serial' 'signer_cert = tsa.pem' \
		'signer_key = tsa.key' 'signer_digest = sha256' 'default_policy = 1.2.3.4.1' \
		'digests = sha256' 'ess_cert_id_alg = sha256' >tsa.cnf
}
write_trust() { # KIND...: trust.yml that requires them
	local kind
	sed '/^require/,$d' key/trust.yml
	printf '%s\n' 'authorities:' \
		"  - {name: root, role: producer, systems: [benefits-triage], subject: \"CN=Example Producer,O=Example Agency\", certificate_file: $work/root.pem}" \
		"timestamp_roots: [{name: tsa, certificate_file: $work/tsaroot.pem}]" 'require:'
	for kind in "$@"; do echo "  - {role: producer, kind: $kind}"; done
}
system() { # WHAT: signed, with this path at the authority
	sed "s,^sign:.*,sign: {key: \"file:../key/producer.key\"\, certificate: ../chain.pem${1:+\, tsa: \"http://127.0.0.1:$port/$1\"}}," \
		"$root/samples/benefits-triage/system.yml" >sample/system.yml
}
build() { # OUT [ARGUMENT...]
	local out=$1
	shift
	"$dossier" build sample --from sample --out "$out" --data "$root" "$@"
}
verify() { "$dossier" verify --trust trust.yml "$1"; }
documents() { find "$1" -name '*.pdf' | sort; }
every() { # COMMAND...: with each document behind it
	local f
	for f in $(documents "$p"); do "$@" "$f" || return 1; done
}
poppler() {
	pdfsig -nocert "$1" >sig.txt && grep -q 'Signature is Valid' sig.txt && grep -q 'Total document signed' sig.txt &&
		grep -q 'ETSI.CAdES.detached' sig.txt
}
pyhanko() {
	"$venv/bin/pyhanko" sign validate --trust root.pem --trust tsaroot.pem --trust-replace \
		--no-revocation-check "$1" | tee py.txt && grep -q 'INTACT:TRUSTED,.*UNTOUCHED' py.txt
}
cms() { # by openssl alone: Contents and what is around it
	python3 - "$1" <<'END' && openssl cms -verify -cades -binary -inform DER -in s.der -content s.txt \
		-CAfile root.pem -purpose any -out /dev/null
import re, sys
b = open(sys.argv[1], 'rb').read()
r = [int(n) for n in re.findall(rb'/ByteRange\[([0-9 ]+)\]', b)[-1].split()]
der = bytes.fromhex(b[r[1] + 1:r[2] - 1].decode())
open('s.der', 'wb').write(der[:4 + int.from_bytes(der[2:4], 'big')])
open('s.txt', 'wb').write(b[:r[1]] + b[r[2]:])
assert r[0] == 0 and r[2] + r[3] == len(b)
END
}
refuses() { ! "$@"; }
changed() { # a copy of the package in c, with this as one document
	rm -rf c
	cp -R "$(readlink -f "$p")" c && cat >"c/data/pdf/$doc"
}
get_pyhanko() {
	venv=$cache/pyhanko-$(sha256sum "$here/requirements.txt" | cut -c1-16)
	[ -f "$venv/whole" ] && return 0
	command -v python3 >/dev/null || return 1
	mkdir -p "$cache"
	rm -rf "$venv"
	python3 -m venv "$venv" && "$venv/bin/pip" install -q -r "$here/requirements.txt" &&
		: >"$venv/whole"
}

cp -R "$root/samples/benefits-triage" sample
mkdir key && cp sample/system.yml key/ && "$dossier" init --key key --data "$root" >/dev/null
make_authorities >.log 2>&1 || { cat .log; exit 70; }
python3 "$here/tsa.py" "$work" "$work/port" &
server=$!
for _ in $(seq 50); do [ -e port ] && break; sleep 0.1; done
port=$(cat port)

system stamp
write_trust sigstore cms sigstore-timestamp cms-timestamp pdf pdf-timestamp >trust.yml
ok "build with a certificate and an authority" build out
p=out/benefits-triage/current
doc=$(basename "$(documents "$p/" | head -n 1)")
ok "verify: every signature and stamp" verify "$p"
ok "verify names the PDFs' signer" says "signed as producer by 'root' (pdf)" verify "$p"
ok "a stamp for each document and two for the package" test "$(wc -l <asked)" = $(($(documents "$p/" | wc -l) + 2))
p=$(readlink -f "$p")
ok "poppler: valid, total document" every poppler
ok "openssl cms -cades" every cms
ok "qpdf --check" every qpdf --check
ok "openssl ts: the p7s's stamp" sh -c '
	at=$(openssl asn1parse -inform DER -in "$1.p7s" | sed -n "s/^ *\([0-9]*\):d=5 .*prim: OCTET STRING.*/\1/p")
	openssl asn1parse -inform DER -in "$1.p7s" -strparse "$at" -noout -out sig.bin &&
	openssl ts -verify -data sig.bin -in "$1.p7s.tsr" -CAfile tsaroot.pem' - "$p/signatures/producer"
ok "openssl ts: the bundle's stamp" sh -c '
	jq -r ".dsseEnvelope.signatures[0].sig" "$1.json" | base64 -d >sig.bin &&
	openssl ts -verify -data sig.bin -in "$1.tsr" -CAfile tsaroot.pem' - "$p/signatures/producer.sigstore"

ok "build by the key alone" build plain --key key/producer.key
ok "build with the certificate again" build again
content() { jq -r .content.sha256 "$1/data/seal.json"; }
ok "signed or not: one content digest" same "$(content "$p")" "$(content plain/benefits-triage/current)"
ok "signed twice, too" same "$(content "$p")" "$(content again/benefits-triage/current)"
ok "and other PDFs" refuses cmp -s "$p/data/pdf/$doc" "again/benefits-triage/current/data/pdf/$doc"
write_trust sigstore >loose.yml
ok "without a certificate verify says so" says PDF-NOT-SIGNED "$dossier" verify --trust loose.yml plain/benefits-triage/current
ok "which is no failure" "$dossier" verify --trust loose.yml plain/benefits-triage/current
write_trust sigstore pdf >pdf.yml
ok "unless PDFs are required" exits 1 "$dossier" verify --trust pdf.yml plain/benefits-triage/current
ok "a draft's PDFs are not signed" sh -c '"$1" build sample --from sample --draft --out d --data "$2" &&
	! grep -rlaq /ByteRange d/*/*/data/pdf' - "$dossier" "$root"

# Changed after signing.
qpdf "$p/data/pdf/$doc" rewritten.pdf 2>/dev/null
changed <rewritten.pdf
ok "rewritten by qpdf" says PDF-PREFIX verify c
{ cat "$p/data/pdf/$doc"; echo '% more'; } | changed
ok "a line more" says PDF-LONGER verify c
if get_pyhanko >.log 2>&1; then
	ok "pyHanko: intact, trusted, untouched" every pyhanko
	ok "pyHanko adds a field after signing" "$venv/bin/pyhanko" sign addfields --field 1/10,10,90,40/Second \
		"$p/data/pdf/$doc" updated.pdf
	changed <updated.pdf
	ok "which ours refuses" says PDF-LONGER verify c
	at=$(($(stat -c %s "$p/data/pdf/$doc") / 3))
	python3 -c 'import sys; b = bytearray(open(sys.argv[1], "rb").read()); b[int(sys.argv[2])] ^= 1; open("flip.pdf", "wb").write(b)' \
		"$p/data/pdf/$doc" $at
	ok "pyHanko refuses a flipped byte" refuses pyhanko flip.pdf
	ok "poppler too" refuses poppler flip.pdf
	changed <flip.pdf
	ok "and ours" says PDF-PREFIX verify c
else
	skip pyHanko "it cannot be had here: $(tail -n 1 .log)"
fi
if [ -x "$root/tools/verapdf/verapdf" ] && command -v java >/dev/null; then
	# shellcheck disable=SC2046
	ok "veraPDF after signing: 3a and ua1" "$root/tools/verapdf/verapdf" auto $(documents "$p")
else
	skip veraPDF "no tools/verapdf, or no java"
fi

# An authority that fails: no package, and the status says whether to try again.
for case in refuse:75 other:65 html:75 broken:75 redirect:75; do
	system "${case%:*}"
	ok "authority: ${case%:*}" exits "${case#*:}" build "fail-${case%:*}"
	ok "no package then" refuses test -e "fail-${case%:*}/benefits-triage/current"
done
kill "$server"
wait "$server" 2>/dev/null
server=
system stamp
ok "authority: nobody there" exits 75 build dead
ok "no package then" refuses test -e dead/benefits-triage/current
sed -i 's,http://127.0.0.1:[0-9]*/,http://stamps.example/,' sample/system.yml
ok "http to another machine is refused first" says "write https" build far
ok "lint says so too" says "sign.tsa" "$dossier" lint sample --data "$root"
finish pades
