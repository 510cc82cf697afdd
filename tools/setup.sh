# setup: what ./up and ./check share: Debian packages, room on the disk, build directories.
#
# To be sourced in the clone's root. Whatever is in the way ends the script with two sentences:
# what it is, and what to do next. Nothing is touched but missing packages, build/ and the cache.

die() # what, what to do next
{
    printf '\nerror: %s\ntry:   %s\n' "$1" "$2" >&2
    exit 1
}

say()
{
    printf '%s\n' "$*"
}

explain_usage() # a script whose first comment is its manual
{
    sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$1"
    exit
}

# --- packages: a name and what it is for ---

packages_to_build='
gcc                compiles pith
libc6-dev          headers of the C library
meson              describes the build; brings ninja, which runs it
pkg-config         finds the libraries
libuv1-dev         the event loop
libsodium-dev      encryption
libsqlite3-dev     the database
libpcre2-dev       regular expressions
libseccomp-dev     compiles filters of system calls
libcurl4-openssl-dev  HTTP and TLS, for the service that reaches out
libidn2-dev        names of hosts in other scripts than ours
libgumbo-dev       reads HTML, for the service that reads documents
poppler-utils      reads PDFs, for that service'

# Also where Node comes from another place than Debian; a Node that is too old is no matter: tools/web.
command -v npm >/dev/null || packages_to_build="$packages_to_build
npm                packages of the desktop's build; brings node, which runs it"

packages_to_check='
binutils           readelf and strip: what is in the program
clang              a second compiler, and the fuzzers
libclang-rt-14-dev its sanitizers and libFuzzer
llvm               names the functions in reports of its sanitizers
clang-format       layout
libjansson-dev     a second opinion on JSON
libcjson-dev       a yardstick for the bench of JSON
ripgrep            a yardstick for the bench of searching
openssl            makes a certificate, for the same
iproute2           networks of its own, for the tests of the way out
bubblewrap         a yardstick for the bench of sandboxes
slirp4netns        the way out of a private network, in a test
jq                 reads JSON in the scenarios
curl               speaks HTTP in the scenarios
bash               reads its completion script
zsh                reads its completion script
fish               reads its completion script
groff-base         reads the manual pages
protobuf-compiler  reads the .proto file
libprotobuf-dev    what that file imports
chromium           shows the desktop to its tests
fonts-dejavu-core  in which it is shown
fonts-droid-fallback  and Chinese'

packages_for_long='
valgrind           a second opinion on memory'

package_names() # lists
{
    printf '%s\n' "$@" | awk 'NF { print $1 }'
}

is_installed()
{
    dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q 'ok installed'
}

as_root()
{
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Nothing happens when nothing is missing, so that a second run needs neither network nor root.
install_missing() # lists
{
    missing=
    command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || die \
        "this is not Debian, so packages cannot be installed for you" \
        "use Debian 12, or install what tools/setup.sh lists and then: meson setup build/release --buildtype=release && ninja -C build/release"
    for name in $(package_names "$@"); do
        is_installed "$name" || missing="$missing $name"
    done
    [ "$missing" ] || return 0
    say "Debian packages that are missing, and will be installed:"
    for name in $missing; do
        printf '%s\n' "$@" | awk -v name="$name" '$1 == name { print "  " $0 }'
    done
    [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || die \
        "packages are missing, and only root may install them" \
        "as root: apt-get install$missing"
    log=$cache/apt.log
    { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=60 $missing
    } >"$log" 2>&1 || explain_apt
}

# A package with a server that nobody wants started: only the program is taken out of it.
find_in_package() # program, package, what it is for
{
    PATH=$PATH:/usr/sbin:$cache/$2/usr/bin:$cache/$2/usr/sbin
    command -v "$1" >/dev/null && return
    say "$1, $3, is taken from the package $2"
    mkdir -p "$cache/$2" "$cache/log"
    (cd "$cache/$2" && apt-get -q download "$2" && dpkg-deb -x "$2"_*.deb . && rm "$2"_*.deb) \
        >"$cache/log/$2" 2>&1 ||
        die "$1 could not be had: $(tail -n 1 "$cache/log/$2")" "apt-get update, then run $0 again"
}

explain_apt()
{
    grep -E '^(E|Err|W):' "$log" | head -5 >&2 || tail -5 "$log" >&2
    case $(cat "$log") in
    *'No space left'* | *'enough free space'*) explain_full / ;;
    *esolving* | *'Could not resolve'* | *onnect* | *unreachable*) die \
        "the packages could not be downloaded: there seems to be no network" \
        "connect, then run $0 again; or install them in another way:$missing" ;;
    *'Unable to locate'* | *'no installation candidate'*) die \
        "this Debian does not know all of these packages:$missing" \
        "use Debian 12 (bookworm) with its main section" ;;
    *'get lock'* | *'lock-frontend'*) die \
        "another program is installing packages" "wait for it to end, then run $0 again" ;;
    esac
    die "apt-get could not install:$missing" "see $log; once it is mended, run $0 again"
}

# --- the place ---

explain_full() # directory
{
    die "the disk that holds $1 is full" "free some space there, then run $0 again"
}

need_room() # directory, MB
{
    free=$(df -Pm "$1" | awk 'NR == 2 { print $4 }')
    [ "$free" -ge "$2" ] || die \
        "only $free MB are free where $1 is, and $2 are needed" \
        "free some space there, then run $0 again"
}

need_writable() # directory
{
    mkdir -p "$1" 2>/dev/null && touch "$1/.writable" 2>/dev/null && rm "$1/.writable" || die \
        "$1 cannot be written to" \
        "copy the clone to a directory of yours on a disk that is not read-only, and run it there"
}

# Builds live outside the clone, so that cleaning it does not cost minutes.
choose_cache()
{
    caches=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}
    cache=${caches:-$PWD/build}/pith/$(basename "$PWD")-$(printf %s "$PWD" | cksum | cut -d ' ' -f 1)
    mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] && return
    cache=$PWD/build/cache
    mkdir -p "$cache"
}

need_place() # MB
{
    need_writable "$PWD/build"
    choose_cache
    need_room "$PWD/build" 50
    need_room "$cache" "$1"
}

# --- the build ---

at_least() # version, least
{
    [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]
}

need_tools()
{
    gcc=$(${CC:-gcc} -dumpfullversion -dumpversion 2>/dev/null) || die \
        "${CC:-gcc} does not run" "install gcc, or unset CC"
    case $(${CC:-gcc} --version) in *clang*) at=14 ;; *) at=12 ;; esac
    at_least "$gcc" $at || die \
        "${CC:-gcc} is version $gcc, and pith needs $at or newer" \
        "use Debian 12, or name a newer compiler: CC=gcc-12 $0"
    meson=$(meson --version)
    at_least "$meson" 1.0 || die \
        "meson is version $meson, and pith needs 1.0 or newer" "use Debian 12"
}

# What a build depends on besides the sources; when it changes, the build starts afresh.
toolchain()
{
    dpkg-query -W -f '${Package} ${Version} ${Status}\n' $(package_names \
        "$packages_to_build" "$packages_to_check" "$packages_for_long") 2>/dev/null | grep 'ok installed'
    ${CC:-gcc} --version | head -n 1
    printf '%s\n' "$@"
}

is_configured() # name, compiler, meson options ...
{
    dir=$cache/$1 with=$2
    shift 2
    toolchain "$with" "$@" | cmp -s - "$dir/toolchain"
}

configure() # the same
{
    is_configured "$@" && return
    shift 2
    rm -rf "$dir"
    CC=$with meson setup "$dir" "$@" && toolchain "$with" "$@" >"$dir/toolchain"
}

# The release, as users get it: build/pith. A program that runs is replaced, not written into.
release_options='--buildtype=release -Db_lto=true -Dfailpoints=false'

# What there is to run.
programs='src/cli/pith services/net/pith-net services/doc/pith-doc lib/libpith.a'

build_release() # ninja's targets
{
    configure release "${CC:-gcc}" $release_options &&
        ninja -C "$cache/release" "$@" &&
        cp "$cache/release/src/cli/pith" build/pith.new && mv build/pith.new build/pith &&
        put_services && put_library
}

# For programs of one's own: docs/native.md.
put_library()
{
    [ -e "$cache/release/lib/libpith.a" ] || return 0
    mkdir -p build/include build/lib
    cp lib/pith.h lib/pith_ops.h build/include && cp "$cache/release/lib/libpith.a" build/lib
}

# Beside the program, where it looks for them.
put_services()
{
    for manifest in services/*/service.toml; do
        [ -e "$manifest" ] || continue
        name=$(basename "$(dirname "$manifest")")
        mkdir -p "build/services/$name"
        cp "$manifest" "build/services/$name" &&
            cp "$cache/release/services/$name/pith-$name" "build/services/$name/new" &&
            mv "build/services/$name/new" "build/services/$name/pith-$name" || return 1
    done
}

# What is to be said before the wait; nothing, if there is none.
tell_build() # ninja's targets
{
    if ! is_configured release "${CC:-gcc}" $release_options; then
        say "building pith; the first time takes a few minutes"
    elif ! ninja -C "$cache/release" -n "$@" 2>/dev/null | grep -q 'no work to do'; then
        say "building what has changed"
    fi
}

explain_build() # log
{
    tail -n 40 "$1" >&2
    case $(cat "$1") in *'No space left'*) explain_full "$cache" ;; esac
    die "pith could not be built" "see $1; a build from nothing: make clean, then $0 again"
}
