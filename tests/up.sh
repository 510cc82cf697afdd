#!/bin/sh
# What is in the way of ./up is said in one sentence, and what to do next in another.
root=$(realpath ..)
. ./lib.sh

# A copy of the script, in a world of few programs, of which a claim replaces some.
mkdir clone world
cp -r "$root/up" "$root/tools" clone
for program in sh awk basename cat chmod cksum cmp cp cut df dirname dpkg-query env grep head id \
    mkdir mv printf rm sed sort tail touch tr; do
    ln -s "$(command -v $program)" world
done

stub() # program, what it does
{
    rm -f "world/$1"
    printf '#!/bin/sh\n%s\n' "$2" >"world/$1"
    chmod +x "world/$1"
}

up()
{
    PATH=$PWD/world HOME=$PWD clone/up "$@"
}

claim "a word it does not know"
expect_exit 1 up --biuld-only
expect_err "error: there is no option --biuld-only"
expect_err "try:   ./up --help"
expect_exit 0 up --help
expect_out "--build-only"

claim "no Debian"
expect_exit 1 up
expect_err "error: this is not Debian"
expect_err "meson setup"

claim "packages are missing, and nobody may install them"
stub apt-get 'echo "E: Could not get lock /var/lib/dpkg/lock-frontend" && exit 100'
stub dpkg-query 'exit 1'
stub id 'echo 1000'
expect_exit 1 up
expect_out "meson              describes the build"
expect_err "error: packages are missing, and only root may install them"
expect_err "try:   as root: apt-get install gcc"

claim "somebody else is installing"
stub id 'echo 0'
expect_exit 1 up
expect_err "error: another program is installing packages"

claim "no network"
stub apt-get 'echo "Err:1 Temporary failure resolving a name" && exit 100'
expect_exit 1 up
expect_err "error: the packages could not be downloaded: there seems to be no network"
expect_err "try:   connect, then run"

claim "not this Debian"
stub apt-get 'echo "E: Unable to locate package meson" && exit 100'
expect_exit 1 up
expect_err "use Debian 12"

claim "a disk that becomes full, and one that is"
stub apt-get 'echo "E: You do not have enough free space in /var/cache/apt/archives/." && exit 100'
expect_exit 1 up
expect_err "is full"
stub df 'printf "Filesystem Size Used Available\nx 9 9 17\n"'
expect_exit 1 up
expect_err "error: only 17 MB are free"

claim "a directory that cannot be written to"
stub touch 'exit 1'
expect_exit 1 up
expect_err "clone/build cannot be written to"
expect_err "try:   copy the clone"
ln -sf "$(command -v df)" "$(command -v touch)" world

claim "an old compiler, an old Meson"
stub dpkg-query 'echo install ok installed'
stub gcc 'echo 10.2.1'
stub meson 'echo 0.56.2'
expect_exit 1 up
expect_err "error: gcc is version 10.2.1, and pith needs 12 or newer"
expect_err "try:   use Debian 12"
stub gcc 'echo 12.2.0'
expect_exit 1 up
expect_err "error: meson is version 0.56.2"

claim "a wait is announced when there will be one"
stub meson 'case $1 in --version) echo 1.0.1 ;; *) mkdir -p "$2" ;; esac'
stub ninja 'case " $* " in *" -n "*) echo "ninja: no work to do." ;; *) mkdir -p "$2/src/cli"; : >"$2/src/cli/pith" ;; esac'
expect_exit 0 up --build-only
expect_out "building pith; the first time takes a few minutes"
expect_exit 0 up --build-only
expect_out "build/pith is ready"
! grep -q "building" "$out" || fail "there is nothing to be built"
stub ninja 'case " $* " in *" -n "*) echo "[1/9] Compiling C object" ;; esac'
expect_exit 0 up --build-only
expect_out "building what has changed"
rm -r .cache

claim "sources that do not build"
stub meson 'case $1 in --version) echo 1.0.1 ;; *) echo "ERROR: no such thing" && exit 1 ;; esac'
expect_exit 1 up --build-only
expect_err "ERROR: no such thing"
expect_err "error: pith could not be built"
