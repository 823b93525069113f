# SPDX-License-Identifier: GPL-3.0-or-later
"""catalogues.py GATHER LUPDATE COLUMN_WORDS SOURCE: the catalogues have every word of the sources and nothing else,
each is translated, and a translation keeps what the program relies on: %1, %n, the key of a menu, an ellipsis, spaces at the ends."""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree


def messages(file):
    for context in ElementTree.parse(file).getroot().findall("context"):
        for message in context.findall("message"):
            yield context.findtext("name"), message


def texts(message):
    translation = message.find("translation")
    forms = [form.text or "" for form in translation.findall("numerusform")]
    return forms if message.get("numerus") else [translation.text or ""]


def places(text):
    return sorted(set(re.findall(r"%(?:\d+|n)", text)))


def faults_of(context, message):
    source = message.findtext("source")
    where = f"{context}: “{source}”"
    if message.find("translation").get("type"):
        yield f"{where} is {message.find('translation').get('type')}"
        return
    forms = texts(message)
    if message.get("numerus") and len(forms) != 2:
        yield f"{where} has {len(forms)} forms"
    for form in forms:
        if not form.strip():
            yield f"{where} has no translation"
        elif places(form) != places(source):
            yield f"{where} has other places in “{form}”"
        elif bool(re.search(r"&\w", form)) != bool(re.search(r"&\w", source)):
            yield f"{where}: the key is missing or new in “{form}”"
        elif form.rstrip().endswith("…") != source.rstrip().endswith("…"):
            yield f"{where}: the ellipsis is missing or new in “{form}”"
        elif (form[0] == " ", form[-1] == " ") != (source[0] == " ", source[-1] == " "):
            yield f"{where}: the spaces at the ends differ in “{form}”"


def main(gather, lupdate, column_words, source):
    catalogues = pathlib.Path(source) / "ui/i18n"
    with tempfile.TemporaryDirectory() as fresh:
        for file in catalogues.glob("*.ts"):
            shutil.copy(file, fresh)
        subprocess.run([gather, lupdate, column_words, source, fresh], check=True)
        sources = "".join(file.read_text() for file in pathlib.Path(source).rglob("ui/**/*.cpp"))
        faults = [f"{context}: lupdate has mistaken the context of “{message.findtext('source')}”; say Q_DECLARE_TR_FUNCTIONS"
                  for context, message in messages(pathlib.Path(fresh) / "lifeguard_de.ts")
                  if not context.startswith("lifeguard") and context not in ("Columns", "main")
                  and f"Q_DECLARE_TR_FUNCTIONS({context})" not in sources and f'"{context}"' not in sources]
        for file in sorted(pathlib.Path(fresh).glob("*.ts")):
            found = {(context, message.findtext("source")) for context, message in messages(file)}
            known = {(context, message.findtext("source")) for context, message in messages(catalogues / file.name)}
            faults += [f"{file.name}: {context}: “{words}” is used nowhere" for context, words in sorted(known - found)]
            faults += [f"{file.name}: {fault}" for context, message in messages(file) for fault in faults_of(context, message)]
            print(f"{file.name}: {len(found)} messages")
    if faults:
        sys.exit("\n".join(faults) + "\n`ninja translations` brings the catalogues up to the sources; translate what is unfinished.")


main(*sys.argv[1:])
