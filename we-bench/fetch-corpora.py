#!/usr/bin/env python3
"""Fetches the corpora of the DEFLATE benchmarks and cuts them into messages.

    we-bench/fetch-corpora.py [FOLDER]        (default: we-bench/target/corpora)

Packages come through npm and apt-get, pinned by version and SHA-256; anything else stops the script.
Each workload becomes FOLDER/NAME.messages: for every message its length (4 bytes, highest first)
and its bytes. Needs npm, apt-get and dpkg-deb.
"""
import hashlib
import json
import pathlib
import struct
import subprocess
import sys
import tarfile

NPM = {
    "vega-datasets@3.2.1": "6f72fda460a9863fae5fcb32f85bcd49e1761fdea6dc6cf9f4962472881cc5a3",
    "@octokit/webhooks-examples@7.6.1": "89e6cb1c6345d32e3dd775617fa54effbdc26c859e514898d7728e95e9738280",
    "mime-db@1.54.0": "2b21054e65d0eabd58c5002d2713e968dd47b15700bfed4b7281a344ded1c420",
}
DEBIAN = {
    "fortunes=1:1.99.1-7.3": "41d0551dc0ff52f875a2ecef7c39da2f672ab468c37e170119f7e0245a9d63c5",
    "debian-policy=4.6.2.0": "ef9d01b625c3b87c3a845c2cd1b66f1a16e9240b2b9e5bee53472a00e8457a39",
}


def fetch(folder):
    """Downloads and unpacks; gives the folder of each package."""
    unpacked = {}
    for package, checksum in NPM.items():
        name = subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True,
                              stdout=subprocess.PIPE, text=True).stdout.split()[-1]
        to = verified(folder / name, checksum)
        with tarfile.open(folder / name) as archive:
            archive.extractall(to, filter="data")
        unpacked[package.rsplit("@", 1)[0]] = to / "package"
    for package, checksum in DEBIAN.items():
        name = package.split("=")[0]
        subprocess.run(["apt-get", "download", "-qq", package], cwd=folder, check=True)
        archive = next(folder.glob(name + "_*.deb"))
        to = verified(archive, checksum)
        subprocess.run(["dpkg-deb", "-x", archive, to], check=True)
        unpacked[name] = to
    return unpacked


def verified(archive, checksum):
    actual = hashlib.sha256(archive.read_bytes()).hexdigest()
    if actual != checksum:
        sys.exit(f"{archive.name}: its SHA-256 is {actual}, not {checksum}")
    return archive.with_suffix(".unpacked")


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def cuts(data, size):
    return [data[i:i + size] for i in range(0, len(data) - size + 1, size)]


def workloads(at):
    vega = at["vega-datasets"] / "data"
    rows = {name: json.loads((vega / (name + ".json")).read_text()) for name in
            ("flights-20k", "movies", "earthquakes")}
    events = [compact(payload) for event in
              json.loads((at["@octokit/webhooks-examples"] / "api.github.com/index.json").read_text())
              for payload in event["examples"]]
    quotes = []
    for path in sorted((at["fortunes"] / "usr/share/games/fortunes").iterdir()):
        if path.suffix not in (".dat", ".u8") and path.is_file() and not path.is_symlink():
            quotes += [quote.strip() for quote in path.read_bytes().split(b"\n%\n") if quote.strip()]
    policy = subprocess.run(["gzip", "-cd", at["debian-policy"] / "usr/share/doc/debian-policy/policy.txt.gz"],
                            check=True, stdout=subprocess.PIPE).stdout
    text = policy + b"\n".join(quotes)
    lines = [line for quote in quotes for line in quote.split(b"\n") if len(line) > 40]
    mime = (at["mime-db"] / "db.json").read_bytes()
    return {
        "json64": [compact(row) for row in rows["flights-20k"]],
        "json512": [compact(row) for row in rows["movies"]],
        "json700": [compact(feature) for feature in rows["earthquakes"]["features"]],
        "json4k": [event for event in events if 2600 <= len(event) <= 9000],
        "json64k": cuts(mime + b"".join(events), 65536),
        "text64": [line for line in lines if len(line) <= 80],
        "text512": [quote for quote in quotes if 300 <= len(quote) <= 700],
        "text4k": cuts(text, 4096),
        "text64k": cuts(text, 65536),
    }


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1
                          else pathlib.Path(__file__).parent / "target/corpora")
    folder.mkdir(parents=True, exist_ok=True)
    for name, messages in workloads(fetch(folder)).items():
        with open(folder / (name + ".messages"), "wb") as out:
            for message in messages:
                out.write(struct.pack(">I", len(message)) + message)
        print(f"{name}: {len(messages)} messages of {sum(map(len, messages)) // len(messages)} bytes")


main()
