#!/bin/sh
# The roles of Minori and its database; run once, as the superuser, on an empty cluster.
#
# minori_owner owns the tables: only migrations act as it. minori_app is what API and worker are:
# it owns nothing, so that neither append-only triggers nor row-level security can be lifted by it.
# Row-level security holds for the owner too, so neither of them could write a backup: minori_backup
# reads the rows of every tenant and writes none. It lets nobody in until it is given a password
# (BACKUP_DATABASE_PASSWORD, here or later).
set -eu

: "${OWNER_DATABASE_PASSWORD:?set a password for the role that owns the tables}"
: "${APP_DATABASE_PASSWORD:?set a password for the role of API and worker}"

# Passwords go in by variables of psql, quoted there, and stand in no command line.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname postgres <<'SQL'
\getenv owner_password OWNER_DATABASE_PASSWORD
\getenv app_password APP_DATABASE_PASSWORD
\getenv backup_password BACKUP_DATABASE_PASSWORD
SET password_encryption = 'scram-sha-256';
CREATE ROLE minori_owner LOGIN NOBYPASSRLS PASSWORD :'owner_password';
CREATE ROLE minori_app LOGIN NOBYPASSRLS PASSWORD :'app_password';
CREATE ROLE minori_backup LOGIN BYPASSRLS IN ROLE pg_read_all_data;
\if :{?backup_password}
ALTER ROLE minori_backup PASSWORD :'backup_password';
\endif
CREATE DATABASE minori OWNER minori_owner ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0;
REVOKE ALL ON DATABASE minori FROM PUBLIC;
GRANT CONNECT ON DATABASE minori TO minori_app, minori_backup;
SQL
