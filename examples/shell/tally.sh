#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Copyright The Pipes authors
#
# Follows a pipeline, and keeps a tally of who has published how much.
set -euo pipefail

if [ $# -eq 0 ]; then
    echo "Usage: tally.sh PIPELINE [options of pipes pipeline tail]" >&2
    exit 2
fi

pipes pipeline tail --from start --json "$@" |
    jq --null-input --raw-output --unbuffered \
        'foreach inputs as $message ({}; .[$message.name] += 1; to_entries | map("\(.key) \(.value)") | join(", "))'
