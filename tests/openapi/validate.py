#!/usr/bin/env python3
"""Holds the program to docs/openapi.yaml; speaks TAP.

Every example is asked for and must come back as it stands there, to HEAD
without its body; every answer must have a documented status, type and
headers, no other headers, and a body that its schema allows.  Runs under
tests/t/openapi.t, which prepares the database.

    validate.py PROGRAM
"""

import json
import os
import re
import subprocess
import sys
import urllib.parse

import jsonschema
import yaml

DOCUMENT = "docs/openapi.yaml"
PUBLIC = {"POP_ACCESS": "public"}
CAMPAIGN = "11111111-1111-4111-8111-111111111111"
DAY = {"date": "2025-03-03"}
tests = 0
failures = 0


def ok(passed, name, *notes):
    global tests, failures
    tests += 1
    failures += not passed
    print(f"{'ok' if passed else 'not ok'} {tests} - {name}", flush=True)
    if not passed:
        for note in notes:
            print("# " + str(note).replace("\n", "\n# "), file=sys.stderr)


class Answer:
    def __init__(self, raw):
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        self.headers = dict(line.split(": ", 1) for line in lines)
        self.status = self.headers.pop("Status")[:3]
        self.type = self.headers.get("Content-Type", "").partition(";")[0]

    def content(self):
        """The body as the document has it, without what changes."""
        if self.type == "text/csv":
            return scrub_csv(self.body.decode().replace("\r\n", "\n"))
        return scrub(json.loads(self.body))


RECORD = "8f14e45f-ceea-467f-a8d4-30e2f8f6a001"
MADE = "2025-03-04T00:10:00.000000Z"
HASH = "0" * 64
# The same within a text, which is a hash, a seal or what was sealed.
VARIABLE = [
    (r"^[0-9a-f]{64}$", HASH),
    (r"^((?:root|prev) )(?!0{64}$)[0-9a-f]{64}$", r"\g<1>" + HASH),
    (r"^(sealed )\S+$", r"\g<1>" + MADE),
    (r"^(kind correction\ndate )\S+$", r"\g<1>2025-03-04"),
    (r'("created_at":")[^"]*"', r'\g<1>' + MADE + '"'),
    (r'("id":")[^"]*"', r'\g<1>' + RECORD + '"'),
    (r'("supersedes":")[^"]*"', r'\g<1>' + HASH + '"'),
]


def scrub(value):
    fixed = {"record_id": RECORD, "created_at": MADE, "made_at": MADE,
             "request_id": "r1"}
    if isinstance(value, list):
        return [scrub(item) for item in value]
    if isinstance(value, dict):
        return {k: fixed.get(k) or scrub(v) for k, v in value.items()}
    if isinstance(value, str):
        for pattern, fixed_text in VARIABLE:
            value = re.sub(pattern, fixed_text, value, flags=re.M)
    return value


def scrub_csv(text):
    lines = text.split("\n")
    if not lines[0].endswith("record_id,created_at"):
        return text
    return "\n".join(
        ",".join(line.split(",")[:-2] + [RECORD, MADE])
        if line.endswith("Z") else line for line in lines)


class Contract:
    def __init__(self, document):
        self.document = document

    def resolve(self, item):
        while "$ref" in item:
            target = self.document
            for part in item["$ref"][2:].split("/"):
                target = target[part.replace("~1", "/")]
            item = target
        return item

    def complaints(self, schema, value):
        whole = {"components": self.document["components"], **schema}
        if "$ref" in schema:
            whole = {"components": self.document["components"],
                     "allOf": [schema]}
        validator = jsonschema.Draft202012Validator(
            whole, format_checker=jsonschema.FormatChecker())
        return [error.message for error in validator.iter_errors(value)]

    def operations(self):
        for path, item in self.document["paths"].items():
            for method in ("get", "head", "options"):
                operation = dict(item[method])
                operation["parameters"] = [
                    self.resolve(p) for p in
                    item.get("parameters", []) +
                    operation.get("parameters", [])]
                operation["responses"] = {
                    status: self.resolve(r)
                    for status, r in operation["responses"].items()}
                yield path, method.upper(), operation

    def check(self, operation, answer, name, method="GET"):
        """The answer is one the operation may give."""
        response = operation["responses"].get(answer.status)
        ok(response is not None, f"{name}: {answer.status} is documented")
        if response is None:
            return
        wrong = self.wrong_headers(response, answer)
        if method == "HEAD":
            wrong += ["a body"] if answer.body else []
        elif answer.headers.get("Content-Length", str(len(answer.body))) != \
                str(len(answer.body)):
            wrong.append("a Content-Length that is not the body's")
        content = response.get("content", {})
        if answer.type not in content and (content or answer.type):
            wrong.append(f"type {answer.type}")
        elif not content and answer.body:
            wrong.append("a body")
        elif answer.body and answer.type != "text/csv":
            wrong += self.complaints(content[answer.type]["schema"],
                                     json.loads(answer.body))
        ok(not wrong, f"{name}: {answer.status} is as documented", *wrong)

    def wrong_headers(self, response, answer):
        wrong = []
        documented = response.get("headers", {})
        for header, item in documented.items():
            item = self.resolve(item)
            value = answer.headers.get(header)
            if value is None and item.get("required"):
                wrong.append(f"no {header}")
            elif value is not None:
                wrong += self.complaints(item["schema"], value)
        return wrong + [
            f"{header} is not in the document"
            for header in answer.headers.keys() - documented.keys() - UNSAID]


# The type stands with the content; the length is the web server's to change.
UNSAID = {"Content-Type", "Content-Length"}


class Environment(dict):
    """Variables, some of which may be set twice."""

    def __init__(self, variables, twice):
        super().__init__(variables)
        self.twice = twice

    def items(self):
        return [*super().items(),
                *((name, self[name]) for name in self.twice)]


def ask(program, method, path, query, headers, settings, twice=()):
    environment = {k: v for k, v in os.environ.items()
                   if k.startswith("PG") or k == "PATH"}
    environment.update(settings)
    environment.update({
        "REQUEST_METHOD": method, "PATH_INFO": path,
        "QUERY_STRING": urllib.parse.urlencode(query)})
    for name, value in headers.items():
        environment["HTTP_" + name.upper().replace("-", "_")] = value
    done = subprocess.run([program], env=Environment(environment, twice),
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False)
    return Answer(done.stdout)


def example_names(operation):
    return {name for parameter in operation["parameters"]
            for name in parameter.get("examples", {})}


def ask_example(program, method, path, operation, name):
    query, headers = {}, {}
    for parameter in operation["parameters"]:
        example = parameter.get("examples", {}).get(name)
        if example is None:
            continue
        if parameter["in"] == "path":
            path = path.replace("{%s}" % parameter["name"], example["value"])
        elif parameter["in"] == "query":
            query[parameter["name"]] = example["value"]
        else:
            headers[parameter["name"]] = example["value"]
    return ask(program, method, path, query, headers, PUBLIC)


def documented_example(operation, answer, name):
    content = operation["responses"].get(answer.status, {}).get("content", {})
    return content.get(answer.type, {}).get("examples", {}).get(name)


def names_here(path, operation, reports):
    """Shared parameters have examples that belong to other operations."""
    names = example_names(operation)
    in_path = [p for p in operation["parameters"] if p["in"] == "path"]
    for parameter in in_path:
        names &= parameter["examples"].keys()
    return sorted(names if in_path else names - reports)


def is_example(operation, answer, path, name):
    example = documented_example(operation, answer, name)
    ok(example is not None and scrub(example["value"]) == answer.content(),
       f"{path} {name}: the answer is the example",
       json.dumps(answer.content(), ensure_ascii=False),
       example and json.dumps(scrub(example["value"]), ensure_ascii=False))
    return (answer.status, name)


def run_examples(contract, program, path, operation, head, reports):
    """Returns what was seen of the document's examples."""
    seen = set()
    for name in names_here(path, operation, reports):
        answer = ask_example(program, "GET", path, operation, name)
        contract.check(operation, answer, f"{path} {name}")
        if answer.body:
            seen.add(is_example(operation, answer, path, name))
        short = ask_example(program, "HEAD", path, head, name)
        contract.check(head, short, f"HEAD {path} {name}", "HEAD")
        ok(same_but_body(answer, short), f"HEAD {path} {name}: as GET",
           answer.headers, short.headers)
    return seen


def same_but_body(answer, short):
    return answer.status == short.status and all(
        name == "X-Request-Id" or answer.headers.get(name) == value
        for name, value in short.headers.items()) and \
        answer.headers.keys() == short.headers.keys()


# Examples of problems that parameters do not lead to:
# (name, method, headers, settings, what is set twice)
CIRCUMSTANCES = [
    ("no_token", "GET", {}, {"POP_TOKENS": "on"}, ()),
    ("malformed_token", "GET", {"Authorization": "Bearer secret"},
     {"POP_TOKENS": "on"}, ()),
    ("unknown_token", "GET", {"Authorization": "Bearer pop_" + "A" * 43},
     {"POP_TOKENS": "on"}, ()),
    ("no_access", "GET", {}, {}, ()),
    ("method_not_allowed", "POST", {}, PUBLIC, ()),
    ("misconfigured", "GET", {}, PUBLIC, ["POP_ACCESS"]),
    ("repeated_header", "GET", {"Accept": "*/*"}, PUBLIC, ["HTTP_ACCEPT"]),
    ("no_database", "GET", {}, {**PUBLIC, "PGHOST": "/nowhere"}, ()),
]

# What it takes a broken database or a very large one to get, by other tests
# (evidence-http.t, report-large.t); here its words must be the program's.
ELSEWHERE = {"fault", "too_large", "body_too_large"}


def run_circumstances(contract, program, path, operation):
    path = path.replace("{id}", CAMPAIGN)
    seen = set()
    for name, method, headers, settings, twice in CIRCUMSTANCES:
        answer = ask(program, method, path, DAY, headers, settings, twice)
        contract.check(operation, answer, f"{path} {name}")
        seen.add(is_example(operation, answer, path, name))
    return seen


def check_words(program, examples):
    with open(program, "rb") as file:
        words = file.read()
    for (status, name), value in sorted(examples.items()):
        if name in ELSEWHERE:
            kind = value["type"].rpartition(":")[2]
            missing = [text for text in (kind, value["title"], value["detail"])
                       if text.encode() + b"\0" not in words]
            ok(not missing, f"{status} {name}: the program's words", *missing)


# What no example can show: (status, method, headers, settings, query)
REST = [
    ("200", "GET", {}, PUBLIC, DAY),
    ("200", "GET", {}, PUBLIC, {"date": "2025-04-01"}),
    ("200", "HEAD", {}, PUBLIC, DAY),
    ("204", "OPTIONS", {}, PUBLIC, {}),
    ("304", "GET", {"If-None-Match": "*"}, PUBLIC, DAY),
    ("304", "HEAD", {"If-None-Match": "*"}, PUBLIC, DAY),
    ("400", "HEAD", {}, PUBLIC, {**DAY, "unknown": "1"}),
    ("401", "HEAD", {}, {"POP_TOKENS": "on"}, DAY),
    ("400", "GET", {}, PUBLIC, {"date": "x" * 3000}),
    ("400", "GET", {}, PUBLIC, {**DAY, "unknown": "1"}),
    ("401", "GET", {}, {"POP_TOKENS": "on"}, DAY),
    ("401", "GET", {"Authorization": "Bearer pop_" + "A" * 43},
     {"POP_TOKENS": "on"}, DAY),
    ("403", "GET", {}, {}, DAY),
    ("406", "GET", {"Accept": "text/html"}, PUBLIC, DAY),
    ("503", "GET", {}, {**PUBLIC, "PGHOST": "/nowhere"}, DAY),
]


def check_challenge(answer, headers, name):
    """RFC 6750, 3.1: an error only where a token was sent."""
    challenge = answer.headers.get("WWW-Authenticate", "")
    ok(("invalid_token" in challenge) == ("Authorization" in headers),
       f"{name}: the challenge", challenge)


def run_rest(contract, program, path, method, operation):
    path = path.replace("{id}", CAMPAIGN)
    for status, how, headers, settings, query in REST:
        if how != method:
            continue
        answer = ask(program, how, path, query, headers, settings)
        name = f"{how} {path} {headers or settings or query}"
        ok(answer.status == status, f"{name}: {status}", answer.status)
        contract.check(operation, answer, name, method)
        if status == "401":
            check_challenge(answer, headers, name)


def run_others(contract, program, path, operation):
    """Methods and paths that the document does not have."""
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "get", ""):
        answer = ask(program, method, path.replace("{id}", CAMPAIGN), DAY, {},
                     {})
        ok(answer.status == "405", f"{method} {path}: 405", answer.status)
        contract.check(operation, answer, f"{method} {path}")
    if "404" not in operation["responses"]:
        return
    for other in ("", "/", "/nothing", "/campaigns/", path + "/"):
        for method in ("GET", "OPTIONS", "POST"):
            answer = ask(program, method, other, DAY, {}, PUBLIC)
            contract.check(operation, answer, f"{method} {other}")
            ok(b":not-found" in answer.body, f"{method} {other}: not-found",
               answer.body)


def documented_examples(operation):
    return {(status, name): example["value"]
            for status, response in operation["responses"].items()
            for content in response.get("content", {}).values()
            for name, example in content.get("examples", {}).items()}


def check_examples(contract, path, operation):
    """The examples obey their own schemas."""
    for status, response in operation["responses"].items():
        for kind, content in response.get("content", {}).items():
            for name, example in content.get("examples", {}).items():
                wrong = contract.complaints(content["schema"],
                                            example["value"])
                ok(not wrong, f"{path} {status} {name}: obeys its schema",
                   *wrong)


def open_objects(schema, place=""):
    """Where an object may have more properties than the schema says."""
    if isinstance(schema, list):
        schema = dict(enumerate(schema))
    if not isinstance(schema, dict):
        return
    kind = schema.get("type", "")
    if (kind if isinstance(kind, str) else " ".join(kind)).find("object") >= 0:
        if "additionalProperties" not in schema:
            yield place
    for key, item in schema.items():
        yield from open_objects(item, f"{place}/{key}")


def main():
    program = sys.argv[1]
    with open(DOCUMENT, encoding="utf-8") as file:
        contract = Contract(yaml.safe_load(file))
    loose = list(open_objects(contract.document["components"]["schemas"]))
    ok(not loose, "every object says what it may have", *loose)
    operations = {(path, method): operation
                  for path, method, operation in contract.operations()}
    reports = {name for operation in operations.values()
               for parameter in operation["parameters"]
               if parameter["in"] == "path"
               for name in parameter["examples"]}
    documented, seen = {}, set()
    for (path, method), operation in operations.items():
        if method == "GET":
            check_examples(contract, path, operation)
            seen |= run_examples(contract, program, path, operation,
                                 operations[path, "HEAD"], reports)
            seen |= run_circumstances(contract, program, path, operation)
            run_others(contract, program, path, operation)
        if method == "OPTIONS":
            answer = ask(program, method, path.replace("{id}", CAMPAIGN), {},
                         {}, PUBLIC, ["POP_ACCESS"])
            contract.check(operation, answer, f"OPTIONS {path} misconfigured")
            documented.update(documented_examples(operation))
        run_rest(contract, program, path, method, operation)
    check_words(program, documented)
    unseen = {key for key in documented.keys() - seen
              if key[1] not in ELSEWHERE}
    ok(not unseen, "every example was an answer", *sorted(unseen))
    print(f"1..{tests}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
