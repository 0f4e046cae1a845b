// Checks what Annals publishes with the packages that Debian ships for Go's own checksum database: signed note,
// RFC 6962 leaf hashes, tree head, inclusion and consistency proofs. Reads one JSON object from standard input.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode GOFLAGS= CGO_ENABLED=0 /usr/lib/go-1.19/bin/go build verify.go
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type input struct {
	Vkey      string
	Note      string
	Entries   [][]byte
	Inclusion []struct {
		Index int64
		Proof [][]byte
	}
	Consistency []struct {
		From  int64
		Proof [][]byte
	}
}

type hashes []tlog.Hash

func (stored hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		found[i] = stored[at]
	}
	return found, nil
}

func proofOf(raw [][]byte) []tlog.Hash {
	proof := make([]tlog.Hash, len(raw))
	for i, bytes := range raw {
		if len(bytes) != tlog.HashSize {
			fail("a hash of a proof has %d bytes", len(bytes))
		}
		copy(proof[i][:], bytes)
	}
	return proof
}

func fail(format string, args ...interface{}) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func must(err error, what string) {
	if err != nil {
		fail("%s: %v", what, err)
	}
}

func main() {
	var in input
	must(json.NewDecoder(os.Stdin).Decode(&in), "input")

	verifier, err := note.NewVerifier(in.Vkey)
	must(err, "verifier key")
	opened, err := note.Open([]byte(in.Note), note.VerifierList(verifier))
	must(err, "note")
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() {
		fail("the checkpoint is not three lines of this origin: %q", opened.Text)
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err, "size")
	rootBytes, err := base64.StdEncoding.DecodeString(lines[2])
	must(err, "root")
	var root tlog.Hash
	copy(root[:], rootBytes)

	if int64(len(in.Entries)) != size {
		fail("%d entries for a checkpoint of size %d", len(in.Entries), size)
	}
	var stored hashes
	var leaves []tlog.Hash
	roots := make([]tlog.Hash, size+1)
	for i, entry := range in.Entries {
		leaves = append(leaves, tlog.RecordHash(entry))
		more, err := tlog.StoredHashes(int64(i), entry, stored)
		must(err, "stored hashes")
		stored = append(stored, more...)
		roots[i+1], err = tlog.TreeHash(int64(i+1), stored)
		must(err, "tree hash")
	}
	if roots[size] != root {
		fail("the entries make the root %v, the checkpoint says %v", roots[size], root)
	}
	for _, one := range in.Inclusion {
		must(tlog.CheckRecord(proofOf(one.Proof), size, root, one.Index, leaves[one.Index]), fmt.Sprintf("inclusion of %d", one.Index))
	}
	for _, one := range in.Consistency {
		must(tlog.CheckTree(proofOf(one.Proof), size, root, one.From, roots[one.From]), fmt.Sprintf("consistency from %d", one.From))
	}
	fmt.Printf("ok %d %d %d\n", size, len(in.Inclusion), len(in.Consistency))
}
