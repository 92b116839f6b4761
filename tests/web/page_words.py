# Which words of the platform a page uses: elements, attributes, properties of style, names of its script.
"""No parser of JavaScript, but enough of one for a script that keeps to plain syntax: comments, texts and
regular expressions are taken away, then every name is looked at that the script itself did not make."""
import re

WORDS = set("""async await break case catch class const continue default delete do else export extends
 finally for function if import in instanceof let new null of return static super switch this throw true
 try typeof undefined var void while with yield false get set constructor arguments""".split())
REGEX = r"(?<=[(,=:])\s*/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[gimsuy]*"
TEXT = r'"(?:[^"\\\n]|\\.)*"' + r"|'(?:[^'\\\n]|\\.)*'"


def bare(script):
    """The script without comments, texts and regular expressions; what is in ${} stays."""
    script = re.sub(rf"({TEXT})|//[^\n]*|/\*.*?\*/", lambda m: '""' if m[1] else " ", script, flags=re.S)
    script = re.sub(REGEX, "0", script)
    return re.sub(r"`([^`]*)`", lambda m: " + ".join(["0", *re.findall(r"\$\{([^}]*)\}", m[1])]), script)


def without_texts(script):
    """The table of texts has words in it and nothing that runs."""
    script = re.sub(r"^const TEXT = \{.*?^\};", "const TEXT = {};", script, flags=re.S | re.M)
    return re.sub(r"\bTEXT(\.\w+)+", "TEXT", script)


def own_names(code):
    """What the script makes itself: variables, parameters, functions, methods, keys and members."""
    names = set(re.findall(r"\b(?:class|function)\s+(\w+)", code))
    for group in re.findall(r"\b(?:const|let)\s+(\w+|\{[^}]*\}|\[[^\]]*\])", code):
        names.update(re.findall(r"\w+", group))
    for group in re.findall(r"\(([^()]*)\)\s*(?:=>|\{)", code):
        names.update(re.findall(r"[A-Za-z_]\w*", group) if not re.search(r"[.!<>&|?]", group) else [])
    for group in re.findall(r"\(((?:[^()]|\[[^\]]*\])*)\)\s*=>", code):
        names.update(re.findall(r"[A-Za-z_]\w*", group))
    names.update(re.findall(r"\b(\w+)\s*=>", code))
    names.update(re.findall(r"this\.(\w+)\s*=[^=]", code))
    names.update(re.findall(r"[{,]\s*(\w+)\s*(?=:)", code))
    names.update(re.findall(r"catch \((\w+)\)", code))
    return names | methods(code)


def methods(code):
    """Those that the script defines, and so may call by that name."""
    found = re.findall(r"^\s+(?:async |static )?(\w+)\(.*\) \{$", code, re.M)
    found += re.findall(r"\b(?:const|let)\s+(\w+)\s*=\s*(?:async\s*)?(?:\([^=]*\)|\w+)\s*=>", code)
    found += re.findall(r"\bfunction\s+(\w+)", code) + re.findall(r"\b(\w+): (?:async )?\(.*?\) =>", code)
    return set(found) - WORDS


def script_words(script):
    """Names that are not the script's own, and those it calls without having made them."""
    code = bare(without_texts(script))
    own, made = own_names(code), methods(code)
    free = set(re.findall(r"(?<![.\w])(?:\.\.\.)?([A-Za-z_$]\w*)", code)) - WORDS - own
    keys = set(re.findall(r"[{,]\s*(\w+)\s*(?=:)", code))
    members = set(re.findall(r"(?<!\.)\.([A-Za-z_]\w*)", code))
    called = {name for name in re.findall(r"(?<!\.)\.([A-Za-z_]\w*)\(", code) if name not in made}
    return (free - keys) | called | {name for name in members if name not in own}


def style_words(style):
    style = re.sub(r"/\*.*?\*/", " ", style, flags=re.S)
    words = set(re.findall(r"(?:^|[{;])\s*(-?[a-z][a-z-]*)\s*:(?=[^{}]*[;}])", style, re.M))
    words |= {"@" + name for name in re.findall(r"@([a-z-]+)", style)}
    words |= {":" + name for name in re.findall(r"(?<=[\w\]\).*])::?([a-z][a-z-]*)(?=[^;{}]*\{)", style)}
    words |= {name + "()" for name in re.findall(r"([a-z][a-z-]*)\(", style) if name not in ("and",)}
    return words | {"(" + name + ")" for name in re.findall(r"\((prefers-[a-z-]+|min-width|max-width)", style)}


def page_words(page):
    page = re.sub(r"<!--.*?-->", " ", page, flags=re.S)
    words = set()
    for tag, attributes in re.findall(r"<([a-z]\w*)((?:\s+[a-zA-Z-]+(?:=\"[^\"]*\")?)*)\s*/?>", page):
        words.add("<" + tag + ">")
        words |= {f"[{name}]" for name in re.findall(r"\s([a-zA-Z-]+)(?==\"|\s|$)", attributes + " ")}
    return words
