#!/bin/sh
# Every op on files does its work from the command line.
. ./lib.sh
start_pith

claim "a file is made, once"
expect_exit 0 pith call fs.create path=a data=one
expect_exit 1 pith call fs.create path=a
expect_err "File exists"
expect_file a one

claim "it is written in three ways"
expect_exit 0 pith call fs.write path=a data=longer
expect_file a longer
expect_exit 0 pith call fs.write path=a data=.more mode=append
expect_file a longer.more
expect_exit 0 pith call fs.write path=a data=LONG mode=patch offset=0
expect_file a LONGer.more
expect_exit 6 pith call fs.write path=absent data=x create=false
expect_no_file absent

claim "data comes from a file and from standard input"
expect_exit 0 pith call fs.write path=b data=@a
expect_same a b
echo "through a pipe" | expect_exit 0 pith call fs.write path=b data=@-
expect_file b "through a pipe
"

claim "it is read, whole and in part, relative to where the caller is"
expect_exit 0 pith call fs.read path=a
expect_same a "$out"
expect_exit 0 pith call fs.read path="$PWD/a" offset=4 count=2
expect_file "$out" er

claim "it is looked at"
ln -s a link
expect_exit 0 pith call fs.stat path=a --json
expect_json '.kind == "file" and .size == 11 and .links == 1'
expect_exit 0 pith call fs.stat path=link follow=false --json
expect_json '.kind == "symlink" and .target == "a"'
expect_exit 0 pith call fs.exists path=a --json
expect_json '.exists'
expect_exit 0 pith call fs.exists path=absent --json
expect_json '.exists | not'

claim "it is cut and made longer"
expect_exit 0 pith call fs.truncate path=a size=4
expect_file a LONG

claim "directories are made, listed in pieces, and removed"
expect_exit 0 pith call fs.mkdir path=d/e parents=true
touch d/1 d/2 d/3
expect_exit 0 pith call fs.list path=d limit=2 --json
expect_json '.more and ([.entries[].name] == ["1", "2"])'
expect_exit 0 pith call fs.list path=d after=2 --json
expect_json '(.more | not) and ([.entries[].name] == ["3", "e"])'
expect_exit 1 pith call fs.rmdir path=d --yes
expect_exit 0 pith call fs.rmdir path=d recursive=true --yes
expect_no_file d

claim "files are moved and copied, and nothing is replaced unasked"
mkdir -p from/deep && echo x >from/deep/x
expect_exit 0 pith call fs.copy from=from to=to recursive=true --json
expect_json '.files == 1 and .bytes == 2'
expect_same from/deep/x to/deep/x
expect_exit 1 pith call fs.move from=b to=a
expect_exit 0 pith call fs.move from=b to=a replace=true
expect_no_file b

claim "a call's working directory is the caller's, and can be changed"
expect_exit 0 pith call fs.getcwd --json
expect_json ".path == \"$PWD\""
expect_exit 0 pith call fs.setcwd path=to --json
expect_json ".absolute == \"$PWD/to\""

claim "who does not know under which name something is kept is told how to find out"
expect_exit 6 pith call fs.undo a
expect_err "fs.versions"

claim "what destroys something needs --yes, and says whether it can be taken back"
expect_exit 0 pith config set undo.mib_most 0
expect_exit 5 pith call fs.delete path=a
expect_err "fs.delete cannot be taken back: nothing is kept (undo.mib_most)"
expect_exit 0 pith config unset undo.mib_most
expect_exit 5 pith call storage.clear a
expect_err "storage.clear cannot be taken back"
expect_exit 5 pith call fs.delete path=a
expect_err "fs.delete can be taken back by fs.undo only as long as that is kept"
expect_err "try:   pith --data $PITH_DATA_DIR call fs.delete path=a --yes"
expect_exit 0 pith call fs.delete path=a --yes
expect_no_file a

claim "a list that was cut says how it goes on"
mkdir many && : >"many/a b" && : >many/c && : >many/d
expect_exit 0 pith call fs.list path=many limit=1
expect_err "more:  pith --data $PITH_DATA_DIR call fs.list path=many limit=1 'after=a b'"
expect_exit 0 pith call fs.list path=many limit=1 "after=a b"
expect_err "call fs.list path=many limit=1 after=c"
expect_exit 0 pith call fs.list path=many limit=1 after=c
[ ! -s "$err" ] || fail "there is no more"

claim "a name that is not UTF-8 is listed, and opened by what was listed"
mkdir odd
name=$(printf 'caf\351\377')
printf latin >"odd/$name"
expect_exit 0 pith call fs.list path=odd --json
listed=$(jq -r '.entries[0].name' "$out")
printf %s "$listed" | jq -Rse '. == "caf\udbff\udee9\udbff\udeff"' >/dev/null || fail "it is $listed"
expect_exit 0 pith call fs.read path="odd/$listed"
expect_out latin
expect_exit 0 pith call fs.read path="odd/$name"
expect_out latin
expect_exit 0 pith call fs.move from="odd/$name" to=odd/plain
expect_file odd/plain latin

claim "names and text are found in a tree"
mkdir -p tree/in && printf 'one\ntwo needle\n' >tree/in/x.c && echo '*.o' >tree/.gitignore && cp tree/in/x.c tree/x.o
expect_exit 0 pith call fs.search path=tree text=needle --json
grep -q '"path":"tree/in/x.c".*"line":2,"column":5' "$out" || fail "it is not found"
grep -q 'x.o' "$out" && fail "an ignored file is searched"

claim "exact text is replaced, and what was there comes back"
expect_exit 0 pith call fs.patch path=tree/in/x.c 'edits=[{"old":"two","new":"2"}]'
grep -q '^2 needle' tree/in/x.c || fail "it is not patched"
expect_exit 0 pith call fs.delete path=tree/in/x.c --yes
expect_exit 0 pith call fs.restore path=tree/in/x.c
grep -q '^2 needle' tree/in/x.c || fail "it is not restored"
expect_exit 0 pith call fs.undo count=2
grep -q '^2 needle' tree/in/x.c || fail "restoring and deleting are not taken back"
expect_exit 0 pith call fs.versions path=tree/in/x.c --json
expect_json '.versions | length > 2'
expect_exit 0 pith call fs.forget path=tree --yes
expect_exit 6 pith call fs.restore path=tree/in/x.c

claim "what happens in a tree is told"
env --default-signal=INT "$PITH" call fs.watch path=tree --json >events 2>complaints &
watcher=$!
eventually grep -q '"watching"' events
touch tree/in/fresh
eventually grep -q '"created","path":"tree/in/fresh"' events
kill -INT $watcher
wait $watcher || :

claim "trees, sums, links and permissions"
expect_exit 0 pith call fs.tree path=tree --json
expect_json '.entries | length > 1 and (map(.path) == (map(.path) | sort))'
printf abc >sum
expect_exit 0 pith call fs.hash path=sum --json
expect_json '.hash == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"'
expect_exit 0 pith call fs.symlink path=made target=sum
expect_exit 0 pith call fs.readlink path=made
grep -q sum "$out" || fail "it leads elsewhere"
expect_exit 0 pith call fs.chmod path=sum mode=384
[ "$(stat -c %a sum)" = 600 ] || fail "the permissions are others"

claim "something else lies at a directory for a while"
mkdir point
expect_exit 0 pith call fs.mount at=point kind=memory stay=true
expect_exit 0 pith call fs.write path=point/a data=x
expect_exit 0 pith call fs.mounts
expect_exit 0 pith call fs.unmount at=point
expect_no_file point/a

claim "no op on files was left out here"
pith call kernel.stats --json | jq -r '.by_op[].op' | grep '^fs\.' | sort >called
pith ops -o name | grep '^fs\.' | sort >all
expect_same all called
