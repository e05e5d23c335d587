#!/bin/sh
# Checks every page of a site folder: axe (WCAG and best practice) at three
# widths and in the dark, errors of the console, requests off the disk, pages
# wider than the screen, and the HTML itself (vnu).  Exit 1 on any finding,
# 75 when a checker cannot be had.
#
#   tests/it/pages.sh SITE
#
# The checkers are npm packages, pinned in tests/it/pages/package.json and kept
# in $DOSSIER_CACHE (default build/cache).  Chromium and Java are the system's:
# CHROMIUM, JAVA.
set -eu

site=${1:?usage: tests/it/pages.sh SITE}
here=$(cd "$(dirname "$0")" && pwd)
cache=${DOSSIER_CACHE:-build/cache}/pages
chromium=${CHROMIUM:-$(command -v chromium || command -v chromium-browser || true)}
java=${JAVA:-$(command -v java || true)}

miss() {
	echo "pages: $1" >&2
	exit 75
}

[ -n "$chromium" ] || miss "no chromium; set CHROMIUM"
[ -n "$java" ] || miss "no java; set JAVA"
command -v npm >/dev/null || miss "no npm"
[ -f "$site/index.html" ] || { echo "pages: no index.html in $site" >&2; exit 1; }

mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
if ! cmp -s "$here/pages/package.json" "$cache/package.json"; then
	cp "$here/pages/package.json" "$cache/package.json.new"
	cp "$here/pages/package.json" "$cache/package.json"
	if ! (cd "$cache" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm install \
	    --ignore-scripts --no-audit --no-fund --loglevel=error >&2); then
		rm -f "$cache/package.json" "$cache/package.json.new"
		miss "npm could not install the checkers"
	fi
	rm -f "$cache/package.json.new"
fi

rc=0
vnu=$cache/node_modules/vnu-jar/build/dist/vnu.jar
if find "$site" -name '*.html' -print0 | sort -z | xargs -0 -n 200 \
    "$java" -jar "$vnu" --errors-only --also-check-css --also-check-svg \
    "$site/style.css" "$site/package.css"; then
	echo "pages: vnu: $(find "$site" -name '*.html' | wc -l) pages, no error"
else
	echo "pages: vnu found errors" >&2
	rc=1
fi
NODE_PATH=$cache/node_modules CHROMIUM=$chromium \
    node "$here/pages.mjs" "$site" "$cache" || rc=1
exit $rc
