#!/bin/bash
# pages.sh [SITE...]: every page opened from disk: axe (WCAG and best practice)
# at three widths and in the dark, errors of the console, requests off the
# disk, pages wider than the screen (pages.mjs), and the HTML itself (vnu).
# Without a folder it builds a draft of each sample and checks those.
#
# The checkers are npm packages, pinned in tests/it/pages/package.json and kept
# in $DOSSIER_CACHE (default build/cache).  Chromium and Java are the system's
# (CHROMIUM, JAVA).  What cannot be had is a skip with its reason.
. "$(dirname "$0")/lib.sh"
here=$root/tests/it
tools=$cache/pages
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser)}
java=${JAVA:-$(command -v java)}

install_tools() {
	cmp -s "$here/pages/package.json" "$tools/package.json" && return 0
	mkdir -p "$tools" && cp "$here/pages/package.json" "$tools/" || return 1
	(cd "$tools" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install --ignore-scripts --no-audit --no-fund --loglevel=error) && return 0
	rm -f "$tools/package.json" # half an installation is none
	return 1
}

# Only that, for the tests beside this one: `pages.sh install`.
if [ "${1:-}" = install ]; then
	mkdir -p "$cache" && exec 8>"$cache/pages.lock" && flock 8 && install_tools
	exit
fi

for need in "chromium:$chromium" "java:$java" "npm:$(command -v npm)"; do
	[ -n "${need#*:}" ] && continue
	skip pages "no ${need%%:*} on this machine"
	finish pages
done
if ! bash "$0" install >"$work/npm.log" 2>&1; then
	skip pages "npm could not install the checkers: $(tail -n 1 "$work/npm.log")"
	finish pages
fi

valid() { # SITE: vnu over every page and both stylesheets
	find "$1" -name '*.html' -print0 | sort -z | xargs -0 -n 200 \
		"$java" -jar "$tools/node_modules/vnu-jar/build/dist/vnu.jar" \
		--errors-only --also-check-css --also-check-svg "$1/style.css" "$1/package.css"
}

looked_at() { # SITE
	CHROMIUM=$chromium node "$here/pages.mjs" "$1" "$tools"
}

sites=("$@")
if [ $# = 0 ]; then
	for sample in invoice-fraud benefits-triage; do
		from=$root/samples/$sample
		"$dossier" build "$from" --from "$from" --draft --no-pdf --out "$work/out" >"$work/build.log" 2>&1
		set -- "$work/out/$sample/"*-draft-1/data/site
		ok "$sample: a draft to look at" test -f "$1/index.html"
		sites+=("$1")
	done
fi
for site in "${sites[@]}"; do
	[ -f "$site/index.html" ] || continue
	[ "$site" = "${sites[0]}" ] || export DOSSIER_PAGES_FEW=1
	ok "$site: valid HTML and CSS" valid "$site"
	ok "$site: axe, console, requests, width" looked_at "$site"
done
finish pages
