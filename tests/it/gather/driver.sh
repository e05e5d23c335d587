# Sourced by tests/it/gather-*.sh: builds the driver, finds the recordings.
# B: build folder; DOSSIER_SHARED: the shared folder (default ../shared).
B=${B:-build}
SHARED=${DOSSIER_SHARED:-../shared}
DRIVER=$B/it/gather_driver

gather_build() {
	${MAKE:-make} -s B="$B" "$B/libdossier.a" || exit 70
	mkdir -p "$B/it"
	# shellcheck disable=SC2086
	${CC:-gcc} -Isrc -include src/base/banned.h -std=c11 \
		-D_POSIX_C_SOURCE=200809L -Wall -Wextra -Werror -g ${SAN:-} \
		-Wl,--as-needed -o "$DRIVER" tests/it/gather_driver.c \
		"$B/libdossier.a" ${LIBS:--lcurl -lcrypto -ljansson -lyaml -lseccomp -lm} ||
		exit 70
}

# gather_needs NAME FOLDER: a named skip when the recordings are not there.
gather_needs() {
	[ -d "$2" ] && command -v python3 >/dev/null && return 0
	echo "skipped $1: no python3 or no $2"
	echo "$1: 0 passed, 0 failed, 1 skipped"
	exit 0
}
