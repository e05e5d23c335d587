#!/usr/bin/env bash
# Starts a real MLflow server on PostgreSQL, on loopback, below DIR; builds the Python environments there on the first call (some minutes).
#   start-mlflow.sh [-p PORT] [-a] [-f] DIR        start, print the URLs as NAME=value lines (PostgreSQL on PORT+32)
#   start-mlflow.sh stop DIR                       stop what was started below DIR
# -f     empty: throws away the data that an earlier start left below DIR
# -a     also a second, basic-auth server on PORT+1 (users: admin, auditor; passwords in DIR/auth.env)
# VENVS: the folder that keeps the Python environments (default DIR), each named by the digest of its requirements.
# Needs: root, apt packages postgresql, python3-venv, curl and openssl, and PyPI. DIR must be reachable for the user postgres, so not below a home directory.
set -euo pipefail
make=$(cd "$(dirname "$0")" && pwd)
port=5600 auth=no fresh=no

if [ "${1:-}" = stop ]; then
	dir=$(realpath "${2:?DIR}")
	for f in "$dir"/run/*.pid; do
		[ -e "$f" ] || continue
		kill -TERM -- "-$(cat "$f")" 2>/dev/null || true
		rm -f "$f"
	done
	[ ! -e "$dir/pg/postmaster.pid" ] || su postgres -s /bin/sh -c "$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)/pg_ctl -D $dir/pg -m fast stop"
	exit 0
fi
while getopts p:af opt; do
	case $opt in f) fresh=yes ;; p) port=$OPTARG ;; a) auth=yes ;; *) exit 64 ;; esac
done
shift $((OPTIND - 1))
dir=$(realpath -m "${1:?DIR}")
mkdir -p "$dir/run" "$dir/log"
cd "$dir"
pg=$((port + 32))

venvs=${VENVS:-$dir}

venv() { # NAME: an environment from requirements/NAME.txt, once
	local kept
	kept=$venvs/$1-$(sha256sum <"$make/requirements/$1.txt" | cut -c1-12)
	if [ ! -e "$kept/.done" ]; then
		rm -rf "$kept"
		mkdir -p "$venvs"
		python3 -m venv "$kept"
		"$kept/bin/pip" install -q --no-cache-dir --disable-pip-version-check -r "$make/requirements/$1.txt" >&2
		touch "$kept/.done"
	fi
	ln -sfn "$(realpath "$kept")" "venv-$1"
}

wait_for() { # URL
	for _ in $(seq 120); do
		curl -fs -o /dev/null "$1" && return
		sleep 0.5
	done
	echo "start-mlflow: $1 does not answer, see $dir/log" >&2
	exit 75
}

serve() { # NAME PORT VENV ARGUMENTS...: its own process group, so that stop ends the workers too
	local name=$1 at=$2 env=$3
	shift 3
	setsid "venv-$env/bin/python" -m mlflow server --host 127.0.0.1 --port "$at" --workers 1 --serve-artifacts "$@" \
		>"log/$name" 2>&1 &
	echo $! >"run/$name.pid"
	sleep 1
	wait_for "http://127.0.0.1:$at/health"
}

start_postgres() {
	local bin
	bin=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
	if [ ! -e pg/PG_VERSION ]; then
		install -d -o postgres pg
		su postgres -s /bin/sh -c "$bin/initdb -D $dir/pg -A trust -U mlflow --locale=C.UTF-8 -E UTF8 >/dev/null"
	fi
	[ -e pg/postmaster.pid ] || su postgres -s /bin/sh -c "$bin/pg_ctl -D $dir/pg -l $dir/pg/log -w start -o '-p $pg -k $dir/pg -c listen_addresses=127.0.0.1 -c shared_buffers=64MB'" >&2
	[ $fresh = no ] || dropdb -h 127.0.0.1 -p "$pg" -U mlflow --if-exists mlflow
	psql -q -h 127.0.0.1 -p "$pg" -U mlflow -d postgres -tc "select 1 from pg_database where datname='mlflow'" | grep -q 1 ||
		createdb -h 127.0.0.1 -p "$pg" -U mlflow mlflow
}

[ $fresh = no ] || rm -rf artifacts3 artifacts-restricted restricted.db auth.db auth.env
export MLFLOW_DISABLE_TELEMETRY=true DO_NOT_TRACK=true
for name in mlflow3 gx1 evid07 tools; do venv $name; done
start_postgres
backend=postgresql+psycopg2://mlflow@127.0.0.1:$pg/mlflow
serve mlflow3 "$port" mlflow3 --backend-store-uri "$backend" --artifacts-destination ./artifacts3
# It is healthy before its tables are there.
wait_for "http://127.0.0.1:$port/api/2.0/mlflow/experiments/search?max_results=1"
echo "MLFLOW_URL=http://127.0.0.1:$port"
echo "MLFLOW_BACKEND=$backend"
if [ $auth = yes ]; then
	[ -e auth.env ] || (umask 077 && printf 'export MLFLOW_AUTH_ADMIN_PASSWORD=%s AUDITOR_PASSWORD=%s MLFLOW_FLASK_SERVER_SECRET_KEY=%s\n' \
		"$(openssl rand -hex 12)" "$(openssl rand -hex 12)" "$(openssl rand -hex 16)" >auth.env)
	. ./auth.env
	printf '[mlflow]\ndefault_permission = NO_PERMISSIONS\ndatabase_uri = sqlite:///auth.db\nadmin_username = admin\nadmin_password = %s\nauthorization_function = mlflow.server.auth:authenticate_request_basic_auth\n' \
		"$MLFLOW_AUTH_ADMIN_PASSWORD" >auth.ini
	chmod 600 auth.ini
	MLFLOW_AUTH_CONFIG_PATH=$dir/auth.ini serve auth $((port + 1)) mlflow3 --app-name basic-auth \
		--backend-store-uri sqlite:///restricted.db --artifacts-destination ./artifacts-restricted
	echo "MLFLOW_AUTH_URL=http://127.0.0.1:$((port + 1))"
	echo "MLFLOW_AUTH_ENV=$dir/auth.env"
fi
