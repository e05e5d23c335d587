#!/bin/bash
# first-hour.sh PORT DIR: what README tells a new user to type, from an empty
# folder to a draft of their own system on the server at PORT.  Every command
# here stands in README word for word but for the port and the model's name.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
port=$1 dir=$2
mkdir -p "$dir"
cd "$dir"
start=$SECONDS
PATH=$here/build:$PATH

for line in "dossier init my-system --key" "mv my-system/statements/my-model my-system/statements/ID" "dossier lint my-system" "dossier build my-system --draft" "dossier build my-system" \
	"dossier verify --trust my-system/trust.yml out/my-system/current"; do
	grep -qF "$line" "$here/README.md" || { echo "README does not say: $line"; exit 1; }
done
dossier init my-system --key
# The few lines a person edits.
sed -i "s|127.0.0.1:5000|127.0.0.1:$port|; s|- id: my-model|- id: triage|; s|mlflow: my-model|mlflow: benefits-triage|" my-system/system.yml
mv my-system/statements/my-model my-system/statements/triage
dossier lint my-system
rc=0
dossier build my-system --draft || rc=$?
[ $rc = 0 ] || [ $rc = 2 ]
ls out/my-system/my-system-*-draft-1/data/site/index.html
rc=0
dossier verify --trust my-system/trust.yml out/my-system/my-system-*-draft-1 || rc=$?
[ $rc = 1 ] # a draft is not signed
rc=0
dossier build my-system || rc=$?
[ $rc = 0 ] || [ $rc = 2 ]
dossier verify --trust my-system/trust.yml out/my-system/current
echo "the first hour took $((SECONDS - start)) s"
[ $((SECONDS - start)) -lt 600 ]
