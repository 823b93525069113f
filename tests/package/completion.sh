#!/bin/bash
# SPDX-License-Identifier: MIT
# completion.sh COMPLETION LIFEGUARDCTL: what the shell offers behind a beginning of a command.
set -u
PATH="$(dirname "$2"):$PATH"
source "$1"
wrong=0

# offers "LINE" WORD...: exactly those, in any order; the line's last word is the one that is completed.
offers() {
    local line="$1" wanted got
    shift
    read -ra COMP_WORDS <<< "$line"
    [[ "$line" != *' ' ]] || COMP_WORDS+=("")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMPREPLY=()
    _lifeguardctl
    wanted="$(printf '%s\n' "$@" | sort)" got="$(printf '%s\n' "${COMPREPLY[@]-}" | sort)"
    if [ "$wanted" != "$got" ]; then
        echo "'$line' offers: ${COMPREPLY[*]-}; and not: $*"
        wrong=1
    fi
}

offers "lifeguardctl ru" run runs
offers "lifeguardctl --v" --version
offers "lifeguardctl pool -" -h --help -j --jobs -a --arg-file -0 --null -r --no-run-if-empty --retries --timeout --halt \
    --joblog --workdir --wd -k --keep-order -s --shell --bar --no-bar -n --dry-run --name --db --no-record
offers "lifeguardctl top --" --help --interval --count --once --json --agent --authkey-file
offers "lifeguardctl runs re" rename restore
offers "lifeguardctl runs --db file ta" tasks
offers "lifeguardctl runs tasks --" --help --db --filter --limit --failed --json
offers "lifeguardctl runs --db file tasks --f" --filter --failed
offers "lifeguardctl runs tasks " last
offers "lifeguardctl logs --run " last
offers "lifeguardctl manager get --" --help --authkey-file --json --wait
offers "lifeguardctl manager get " ""
offers "lifeguardctl export x --format " csv json html trace
exit $wrong
