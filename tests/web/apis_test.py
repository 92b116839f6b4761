#!/usr/bin/env python3
# Holds the page to browsers as old as Safari 14.1, to one table of texts, and to its strict policy; needs no browser.
"""Usage: apis_test.py PAGE"""
import os
import re
import sys
import unittest

import page_words

PAGE = sys.argv.pop(1)
HERE = os.path.dirname(os.path.abspath(__file__))
NEWEST = (14, 1)
# Syntax that a list of names does not see, and that Safari 14.1 refuses or lacks.
TOO_NEW = {
    "lookbehind": r"\(\?<[=!]", "private methods": r"\n\s+#\w+\(", "static blocks": r"static \{",
    "await outside of functions": r"^await ", "arrays by .at()": r"\.at\(", "regular expressions with d or v": r"/[gimsuy]*[dv]\b(?=[,;)])",
    "numbers of 64 bits": r"\d+n\b", "causes of errors": r"\{ cause:", "focus without scrolling": "preventScroll",
}
UNSAFE = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|setAttribute\(\"style\"|srcdoc"


def read(name):
    with open(os.path.join(PAGE, name), encoding="utf-8") as file:
        return file.read()


def listed():
    """Of each kind its words and their versions."""
    kinds = {"script": {}, "style": {}, "page": {}, "field": {}}
    with open(os.path.join(HERE, "apis.txt"), encoding="utf-8") as file:
        for line in file:
            kind, *words = line.split()
            if kind == "field":
                kinds[kind].update(dict.fromkeys(words))
            elif kind != "#":
                kinds[kind][words[0]] = tuple(map(int, words[1].split(".")))
    return kinds


class Apis(unittest.TestCase):
    def setUp(self):
        self.listed = listed()
        self.script = read("script.js")
        self.code = page_words.bare(page_words.without_texts(self.script))

    def all_are_listed(self, words, *kinds):
        known = set().union(*(self.listed[kind] for kind in kinds))
        self.assertEqual(sorted(words - known), [], "say in tests/web/apis.txt since which Safari")

    def test_nothing_of_the_list_is_newer_than_safari_14_1(self):
        for kind in ("script", "style", "page"):
            newer = [word for word, version in self.listed[kind].items() if version > NEWEST]
            self.assertEqual(newer, [], kind)

    def test_the_script_uses_nothing_that_is_not_listed(self):
        self.all_are_listed(page_words.script_words(self.script), "script", "field")

    def test_the_script_calls_no_field(self):
        called = set(re.findall(r"\.(\w+)\(", self.code)) - page_words.methods(self.code)
        self.assertEqual(sorted(called & set(self.listed["field"])), [])

    def test_the_style_uses_nothing_that_is_not_listed(self):
        self.all_are_listed(page_words.style_words(read("style.css")), "style")

    def test_the_page_uses_nothing_that_is_not_listed(self):
        made = {f"<{tag}>" for tag in re.findall(r'\bel\("(\w+)"', self.script)}
        self.all_are_listed(page_words.page_words(read("index.html")) | made, "page")

    def test_no_syntax_is_newer(self):
        for name, pattern in TOO_NEW.items():
            self.assertIsNone(re.search(pattern, self.code if name != "lookbehind" else self.script, re.M), name)

    def test_a_newer_name_would_be_found(self):
        newer = "const one = [1];\none.at(0);\nstructuredClone(one);\none.toSorted();\n"
        self.assertLessEqual({"at", "structuredClone", "toSorted"}, page_words.script_words(newer))
        self.assertIn("aspect-ratio", page_words.style_words("p { aspect-ratio: 1; }"))
        self.assertIn("<dialog>", page_words.page_words("<dialog open>"))


class Texts(unittest.TestCase):
    def setUp(self):
        self.script = read("script.js")
        self.table = re.search(r"^const TEXT = \{.*?^\};", self.script, re.S | re.M)[0]
        self.rest = self.script.replace(self.table, "")

    def test_each_text_that_is_asked_for_is_there_and_each_that_is_there_is_asked_for(self):
        bare = re.sub(page_words.TEXT, '""', self.table)
        there = set(re.findall(r"(?:^  |, )(\w+): (?=\"\"|\{|\[)", re.sub(r"\{[^{}]*\}", "{", bare[bare.index("{") + 1:]), re.M))
        asked = set(re.findall(r"\bTEXT\.(\w+)", self.rest))
        self.assertEqual(sorted(asked - there), [])
        self.assertEqual(sorted(there - asked), [])

    def test_no_sentence_stands_outside_of_the_table(self):
        code = re.sub(r"//[^\n]*|/\*.*?\*/", "", self.rest, flags=re.S)
        sentences = [text for text in re.findall(r'"((?:[^"\\\n]|\\.)*)"', code) if re.search(r"[A-Z][a-z]+ [a-z]+", text)]
        self.assertEqual(sentences, [])

    def test_the_frame_has_no_words_but_those_for_a_browser_without_scripts(self):
        page = re.sub(r"<!--.*?-->|<noscript>.*?</noscript>|<title>.*?</title>|<!doctype html>", "", read("index.html"), flags=re.S)
        self.assertEqual(re.sub(r"<[^>]*>", "", page).split(), ["Redstart"])


class Policy(unittest.TestCase):
    def test_there_is_no_inline_style_script_or_handler(self):
        page = read("index.html")
        self.assertIsNone(re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", page))

    def test_what_others_wrote_never_becomes_markup(self):
        self.assertIsNone(re.search(UNSAFE, read("script.js")))

    def test_nothing_is_loaded_from_elsewhere(self):
        for name in ("index.html", "style.css", "script.js"):
            outside = re.findall(r"https?://(?!www\.w3\.org/2000/svg)[^\s\"')]+|url\(|@import", read(name))
            self.assertEqual(outside, [], name)


if __name__ == "__main__":
    unittest.main()
