#!/bin/bash
# A small model with random weights, from the tests: copy-model.sh FOLDER
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
find "$root/language-model/src/test/resources/fixtures/llama" -maxdepth 1 -type f -exec cp {} "$1/" \;
# Its positions are rotary, so a longer context needs no other weights.
sed -i 's/"max_position_embeddings": 128/"max_position_embeddings": 1024/' "$1/config.json"
chmod -R a+rX "$1"
