"""`remit completion`: what makes a shell complete remit's commands, options, frameworks and names.

While a shell asks, `cli.py` imports this file and lets `offer` say what belongs to each argument. So a key stroke costs
no more than the command that is being typed; rules files are only cut into clauses, not parsed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, ClassVar

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

SHELLS = ("bash", "zsh", "fish", "powershell")
VARIABLE = "_REMIT_COMPLETE"
"""While a shell asks, this environment variable says which shell it is."""

_KEPT = {
    "bash": "remit completion bash > ~/.local/share/bash-completion/completions/remit",
    "zsh": "remit completion zsh > a folder of your fpath/_remit",
    "fish": "remit completion fish > ~/.config/fish/completions/remit.fish",
    "powershell": "remit completion powershell >> $PROFILE",
}


@click.command(name="completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> int:
    """Print the script that makes a shell complete remit's commands, options and names."""
    found = get_completion_class(shell)
    assert found is not None, "each of SHELLS has a class"
    # Not BashComplete.source, which starts a bash to ask for its version.
    script = ShellComplete.source(found(ctx.find_root().command, {}, "remit", VARIABLE))
    # zsh wants its '#compdef' in the first line.
    parts = [f"# Keep it: {_KEPT[shell]}", script.strip()]
    click.echo("\n".join(reversed(parts) if script.startswith("#compdef") else parts))
    return 0


# The shells. bash parts words at '=' and '@' too, which stand in remit's own words; and older click has no PowerShell.


class _WholeWords(ShellComplete):
    """Answers with whole words: where `--reading=x` is being typed, `--reading=` stays."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[str]]:
        """What may stand for the last word."""
        option = re.match(r"--[a-z][a-z-]*=", incomplete)
        # click forgets the arguments where the last option still lacks its value: `_folder` looks here.
        self.ctx_args = {**self.ctx_args, "obj": tuple(args)}
        found = super().get_completions(args, incomplete)
        if option:
            for item in found:
                item.value = item.value if item.value.startswith(option[0]) else option[0] + item.value
        return found


@add_completion_class
class Bash(_WholeWords, BashComplete):
    """bash from 4.4 on: the line as far as the cursor comes in COMP_WORDS, and is parted here."""

    name: ClassVar[str] = "bash"
    source_template: ClassVar[str] = r"""%(complete_func)s() {
    local IFS=$'\n' line=${COMP_LINE:0:COMP_POINT} word head="" mark upto type value
    word=${line##*[[:space:]]}
    # bash replaces only what follows the last of these marks: the rest of the word is not to be answered again.
    for mark in @ = :; do
        if [[ $COMP_WORDBREAKS == *"$mark"* && $word == *"$mark"* ]]; then
            upto=${word%%"${word##*"$mark"}"}
            if (( ${#upto} > ${#head} )); then head=$upto; fi
        fi
    done
    COMPREPLY=()
    while IFS=, read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$(printf '%%q' "${value#"$head"}")") ;;
        esac
    done < <(env COMP_WORDS="$line" %(complete_var)s=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F %(complete_func)s %(prog_name)s
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the last one, and the last one."""
        line = os.environ.get("COMP_WORDS", "")
        words = split_arg_string(line)[1:]
        incomplete = words.pop() if words and not line[-1:].isspace() else ""
        return words, incomplete


@add_completion_class
class Zsh(_WholeWords, ZshComplete):
    """zsh, as click has it."""


@add_completion_class
class Fish(_WholeWords, FishComplete):
    """fish, as click has it."""


@add_completion_class
class PowerShell(_WholeWords):
    """PowerShell from 5.1 on: the words before the last in COMP_WORDS, parted by line breaks; the last in COMP_CWORD.

    Answers with lines of type, value and help, parted by tabs. Without a plain answer, PowerShell itself offers files.
    """

    name: ClassVar[str] = "powershell"
    source_template: ClassVar[str] = r"""Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object { if ($null -ne $_.Value) { "$($_.Value)" } else { $_.Extent.Text } })
    $kept = @($env:COMP_WORDS, $env:COMP_CWORD, $env:%(complete_var)s)
    try {
        $env:COMP_WORDS = $words -join "`n"
        $env:COMP_CWORD = $wordToComplete
        $env:%(complete_var)s = 'powershell_complete'
        $answer = @(& %(prog_name)s 2>$null)
    } finally {
        $env:COMP_WORDS, $env:COMP_CWORD, $env:%(complete_var)s = $kept
    }
    foreach ($line in $answer) {
        $type, $value, $help = $line -split "`t", 3
        if ($type -ne 'plain') { continue }
        $text = if ($value -match "[\s'@,;()]") { "'" + $value.Replace("'", "''") + "'" } else { $value }
        if (-not $help) { $help = $value }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $help)
    }
}
"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the last one, and the last one without quotation marks."""
        words = os.environ.get("COMP_WORDS", "")
        return words.split("\n") if words else [], os.environ.get("COMP_CWORD", "").strip("'\"")

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Type, value and help on one line."""
        return "\t".join((item.type, str(item.value), " ".join((item.help or "").split())))


# What arguments may be


class _Offered(click.ParamType):  # type: ignore[type-arg]
    """A text, with what may stand for it."""

    name = "text"

    def __init__(self, find: Callable[[click.Context], Iterable[CompletionItem[str]]]) -> None:
        self.find = find

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
        """What begins as the word does; nothing where it cannot be found out."""
        try:
            found = [*self.find(ctx)]
        except (OSError, ValueError):
            return []
        begun = incomplete.lower()
        return [
            item if item.type == "plain" else CompletionItem(incomplete, type=item.type)
            for item in found
            if item.type != "plain" or item.value.lower().startswith(begun)
        ]


def offer(command_: click.Command) -> None:
    """Lets a command's arguments complete: by what their help calls them, else by their names."""
    for param in command_.params:
        called = (param.metavar or "").strip("[].")
        finder = _FINDERS.get(called) or _FINDERS.get(f"{command_.name} {param.name}")
        if finder is not None and param.type is click.STRING:
            param.type = _Offered(finder)


def _shipped() -> Iterator[tuple[str, Path]]:
    """`id@version` and folder of what ships with remit. As `files.versions`, which brings the parser in."""
    for manifest in sorted(Path(str(files("remit.policy"))).glob("*/*/framework.yaml")):
        yield f"{manifest.parent.parent.name}@{manifest.parent.name}", manifest.parent


def _frameworks(ctx: click.Context) -> Iterator[CompletionItem[str]]:
    yield CompletionItem("", type="dir")  # first: the scripts of click forget what comes before it
    names = [name for name, _ in _shipped()]
    yield from (CompletionItem(name) for name in dict.fromkeys(name.split("@")[0] for name in names))
    yield from (CompletionItem(name) for name in names)


def _codes(ctx: click.Context) -> Iterator[CompletionItem[str]]:
    from ..dsl.base.codes import CODES

    yield from (CompletionItem(code, help=title) for code, title in CODES.items())


def _files(ctx: click.Context) -> Iterator[CompletionItem[str]]:
    yield CompletionItem("", type="file")


def _statuses(ctx: click.Context) -> Iterator[CompletionItem[str]]:
    from ..dsl.ir import Treatment

    yield from (CompletionItem(each.value) for each in Treatment)


def _folder(ctx: click.Context) -> Path | None:
    """The folder of the framework that is named before the cursor."""
    shipped = {each: path for name, path in _shipped() for each in (name, name.split("@")[0])}
    for word in (ctx.params.get("framework_name"), *(ctx.obj or ())[1:]):
        if word and Path(word).is_dir():
            return Path(word)
        if word in shipped:
            return shipped[word]
    return None


_NOT_CODE = re.compile(r'"[^"\n]*"|--[^\n]*')
_HEAD = re.compile(r"\w+\s+(\w+)")


def _clauses(ctx: click.Context, *keywords: str) -> Iterator[tuple[str, str]]:
    """Name and text, without labels and comments, of the framework's clauses that begin with these words."""
    from ..dsl.base.spans import Source
    from ..dsl.syntax.split import split

    folder = _folder(ctx)
    for file in sorted(folder.glob("*.remit")) if folder else ():
        for chunk in split(Source(file.name, file.read_text(encoding="utf-8-sig")))[0]:
            text = _NOT_CODE.sub(" ", chunk.text)
            if chunk.keyword in keywords and (head := _HEAD.match(text)):
                yield head[1], text


def _named(*keywords: str) -> Callable[[click.Context], Iterator[CompletionItem[str]]]:
    return lambda ctx: (CompletionItem(name) for name, _ in _clauses(ctx, *keywords))


def _readings(ctx: click.Context) -> Iterator[CompletionItem[str]]:
    for name, text in _clauses(ctx, "reading"):
        listed = re.split(r"\bdefault\b", text.partition(":")[2])[0]
        for alternative in re.findall(r"(?:^|\|)\s*(\w+)", listed):
            yield CompletionItem(f"{name}={alternative}")


def _changeable(ctx: click.Context) -> Iterator[CompletionItem[str]]:
    """What `--set` may change: readings with their alternatives, and parameters and facts, whose values are typed."""
    yield from _readings(ctx)
    yield from (CompletionItem(f"{name}=") for name, _ in _clauses(ctx, "parameter", "fact"))


def _mappings(ctx: click.Context) -> Iterator[CompletionItem[str]]:
    yield CompletionItem("", type="file")
    folder = _folder(ctx)
    for file in sorted((folder / "mappings").glob("*.yaml")) if folder else ():
        if name := re.search(r"^mapping:\s*([\w.-]+)", file.read_text(encoding="utf-8-sig"), re.MULTILINE):
            yield CompletionItem(name[1])


_FINDERS: dict[str, Callable[[click.Context], Iterator[CompletionItem[str]]]] = {
    "FRAMEWORK": _frameworks,
    "NAME=ALTERNATIVE": _readings,
    "NAME=VALUE": _changeable,
    "PATH": _files,
    "help code": _codes,
    "sources status": _statuses,
    "explain name": _named("lifecycle", "decide", "rule"),
    "explain needed": _named("lifecycle", "decide", "rule"),
    "explain other": _named("lifecycle", "decide", "rule"),
    "diagram lifecycle": _named("lifecycle"),
    "diff first": _frameworks,
    "diff second": _frameworks,
    "survey mapping_name": _mappings,
    "whatif mapping_name": _mappings,
}
"""By what help calls an argument, or by command and parameter."""
