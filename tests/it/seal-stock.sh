#!/bin/bash
# seal-stock.sh: what we seal is verified by tools that share no code with us,
# and what we changed is refused by them: sha256sum, python bagit, openssl cms,
# sigstore-js, and cosign where it is installed.
# Environment: B (build folder, default build), CC, DOSSIER_CACHE.
. "$(dirname "$0")/lib.sh"
cd "$root" || exit 70
B=${B:-build}
here=$root/tests/it

build_driver() {
	${MAKE:-make} -s B="$B" "$B/libdossier.a" || return 70
	# shellcheck disable=SC2086
	${CC:-gcc} -Isrc -include src/base/banned.h -std=c11 -D_POSIX_C_SOURCE=200809L \
		-DDOSSIER_VERSION='"test"' -Wall -Wextra -Werror -g ${SAN:-} -Wl,--as-needed \
		-o "$work/driver" "$here/seal/driver.c" "$B/libdossier.a" \
		${LIBS:--lcurl -lcrypto -ljansson -lyaml -lm}
}

make_keys() { # in $work: root.pem, chain.pem, key.pem, key.pub, other.pub
	openssl ecparam -name prime256v1 -genkey -noout |
		openssl pkcs8 -topk8 -nocrypt -out "$work/key.pem" && chmod 600 "$work/key.pem" &&
	openssl ec -in "$work/key.pem" -pubout -out "$work/key.pub" &&
	openssl ecparam -name prime256v1 -genkey -noout | openssl ec -pubout -out "$work/other.pub" &&
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout "$work/root.key" \
		-out "$work/root.pem" -days 30 -subj "/O=Example Agency/CN=Example Root" \
		-addext keyUsage=critical,keyCertSign,cRLSign &&
	openssl req -new -key "$work/key.pem" -subj "/O=Example Agency/CN=Example Producer" -out "$work/csr.pem" &&
	printf '%s\n' basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature,nonRepudiation \
		subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >"$work/ext" &&
	openssl x509 -req -in "$work/csr.pem" -CA "$work/root.pem" -CAkey "$work/root.key" -days 20 \
		-extfile "$work/ext" -out "$work/leaf.pem" &&
	cat "$work/leaf.pem" "$work/root.pem" >"$work/chain.pem"
}

make_stage() { # DIR
	mkdir -p "$1"/data/site "$1"/data/pdf "$1/data/a folder"
	echo '{}' >"$1/data/facts.json"
	echo '<!doctype html><p>demo' >"$1/data/site/index.html"
	echo '{}' >"$1/data/pdf/fonts.json"
	: >"$1/data/a folder/empty"
	echo 'text' >"$1/data/a folder/naïve name.txt"
	head -c 3000000 /dev/zero >"$1/data/zeros"
}

sums() { (cd "$1" && sha256sum --check --strict --quiet tagmanifest-sha256.txt manifest-sha256.txt); }
bag() { (cd "$1" && "$venv/bin/python" -m bagit --validate --quiet .); }
cms() { # DIR ROLE
	(cd "$1" && openssl cms -verify -cades -binary -inform DER -in "signatures/$2.p7s" \
		-content tagmanifest-sha256.txt -CAfile "$work/root.pem" -purpose any -out /dev/null)
}
sigstore() { # DIR ROLE KEY
	node "$npm/verify.mjs" "$1/signatures/$2.sigstore.json" "$3" "$1/tagmanifest-sha256.txt"
}
attest() { # DIR ROLE KEY
	(cd "$1" && cosign verify-blob-attestation --insecure-ignore-tlog --key "$3" \
		--bundle "signatures/$2.sigstore.json" --type https://dossier.example/package/v1 tagmanifest-sha256.txt)
}
refuses() { ! "$@"; }

# Kept by the digest of what was asked for, and only when it is whole.
get_bagit() {
	venv=$cache/bagit-$(sha256sum "$here/seal/requirements.txt" | cut -c1-16)
	[ -x "$venv/bin/python" ] && "$venv/bin/python" -c 'import bagit' 2>/dev/null && return 0
	command -v python3 >/dev/null || return 1
	mkdir -p "$cache"
	rm -rf "$venv"
	python3 -m venv "$venv" && "$venv/bin/pip" install -q --require-hashes --no-deps \
		-r "$here/seal/requirements.txt" && "$venv/bin/python" -c 'import bagit' && return 0
	rm -rf "$venv"
	return 1
}

get_sigstore() {
	npm=$cache/sigstore-$(cat "$here"/sigstore/* | sha256sum | cut -c1-16)
	[ -f "$npm/whole" ] && return 0
	command -v npm >/dev/null && command -v node >/dev/null || return 1
	rm -rf "$npm"
	mkdir -p "$npm" && cp "$here"/sigstore/* "$npm/" &&
		(cd "$npm" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && : >"$npm/whole"
}

build_driver >"$work/.log" 2>&1 || { cat "$work/.log"; exit 70; }
make_keys >"$work/.log" 2>&1 || { cat "$work/.log"; exit 70; }
p=$work/demo-2026-11-23-r7
make_stage "$p"
ok "seal with a certificate" "$work/driver" "$p" "$work/key.pem" "$work/chain.pem"
make_stage "$work/plain"
ok "seal with a key alone" "$work/driver" "$work/plain" "$work/key.pem"
ok "no certificate, no p7s" test ! -e "$work/plain/signatures/producer.p7s"
cp -R "$p" "$work/changed"
printf x >>"$work/changed/data/facts.json"
cp -R "$p" "$work/added"
echo x >"$work/added/data/more"
cp -R "$p" "$work/swapped" # another list, as if the signer's
sed -i '1s/^./0/' "$work/swapped/tagmanifest-sha256.txt"

ok "sha256sum accepts" sums "$p"
ok "sha256sum accepts without certificate" sums "$work/plain"
ok "sha256sum refuses a changed file" refuses sums "$work/changed"
ok "HOW-TO-VERIFY's first command works" sh -c "cd '$p' && $(sed -n 's/^ *\(sha256sum .*\)/\1/p' "$p/HOW-TO-VERIFY.txt")"

ok "openssl cms accepts the producer" cms "$p" producer
ok "openssl cms accepts the issm" cms "$p" issm
ok "openssl cms refuses another list" refuses cms "$work/swapped" producer
ok "HOW-TO-VERIFY has the command of openssl" grep -q 'producer\.p7s' "$p/HOW-TO-VERIFY.txt"
ok "without a certificate it has not" refuses grep -q 'producer\.p7s' "$work/plain/HOW-TO-VERIFY.txt"

if get_bagit >"$work/.log" 2>&1; then
	ok "bagit accepts" bag "$p"
	ok "bagit accepts without certificate" bag "$work/plain"
	ok "bagit refuses a changed file" refuses bag "$work/changed"
	ok "bagit refuses a file more" refuses bag "$work/added"
else
	skip bagit "python's bagit cannot be had here: $(tail -n 1 "$work/.log")"
fi

if get_sigstore >"$work/.log" 2>&1; then
	ok "sigstore-js accepts the producer" sigstore "$p" producer "$work/key.pub"
	ok "sigstore-js accepts the issm" sigstore "$p" issm "$work/key.pub"
	ok "sigstore-js refuses another key" refuses sigstore "$p" producer "$work/other.pub"
	ok "the subject is not another list" refuses sigstore "$work/swapped" producer "$work/key.pub"
else
	skip sigstore-js "@sigstore/verify cannot be had here: $(tail -n 1 "$work/.log")"
fi

if command -v cosign >/dev/null; then
	ok "cosign accepts the producer" attest "$p" producer "$work/key.pub"
	ok "cosign refuses another key" refuses attest "$p" producer "$work/other.pub"
	ok "cosign refuses another list" refuses attest "$work/swapped" producer "$work/key.pub"
else
	skip cosign "no cosign on PATH"
fi
finish seal-stock
