#!/usr/bin/env python3
"""Holds the program to docs/openapi.yaml; speaks TAP.

Every example is asked for and must come back as it stands there; every
answer must have a documented status, type and headers, and a body that its
schema allows.  Runs under tests/t/openapi.t, which prepares the database.

    validate.py PROGRAM
"""

import json
import os
import subprocess
import sys
import urllib.parse

import jsonschema
import yaml

DOCUMENT = "docs/openapi.yaml"
PUBLIC = {"POP_ACCESS": "public"}
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


def scrub(value):
    fixed = {"record_id": RECORD, "created_at": MADE, "made_at": MADE,
             "request_id": "r1"}
    if isinstance(value, list):
        return [scrub(item) for item in value]
    if isinstance(value, dict):
        return {k: fixed.get(k) or scrub(v) for k, v in value.items()}
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
            for method in ("get", "options"):
                operation = dict(item[method])
                operation["parameters"] = [
                    self.resolve(p) for p in
                    item.get("parameters", []) +
                    operation.get("parameters", [])]
                operation["responses"] = {
                    status: self.resolve(r)
                    for status, r in operation["responses"].items()}
                yield path, method.upper(), operation

    def check(self, operation, answer, name):
        """The answer is one the operation may give."""
        response = operation["responses"].get(answer.status)
        ok(response is not None, f"{name}: {answer.status} is documented")
        if response is None:
            return
        wrong = []
        for header, item in response.get("headers", {}).items():
            item = self.resolve(item)
            value = answer.headers.get(header)
            if value is None and item.get("required"):
                wrong.append(f"no {header}")
            elif value is not None:
                wrong += self.complaints(item["schema"], value)
        content = response.get("content", {})
        if not content and answer.body:
            wrong.append("a body")
        elif content and answer.type not in content:
            wrong.append(f"type {answer.type}")
        elif content and answer.type != "text/csv":
            wrong += self.complaints(content[answer.type]["schema"],
                                     json.loads(answer.body))
        ok(not wrong, f"{name}: {answer.status} is as documented", *wrong)


def ask(program, method, path, query, headers, settings):
    environment = {k: v for k, v in os.environ.items()
                   if k.startswith("PG") or k == "PATH"}
    environment.update(settings)
    environment.update({
        "REQUEST_METHOD": method, "PATH_INFO": path,
        "QUERY_STRING": urllib.parse.urlencode(query)})
    for name, value in headers.items():
        environment["HTTP_" + name.upper().replace("-", "_")] = value
    done = subprocess.run([program], env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=False)
    return Answer(done.stdout)


def example_names(operation):
    return {name for parameter in operation["parameters"]
            for name in parameter.get("examples", {})}


def ask_example(program, path, operation, name):
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
    return ask(program, "GET", path, query, headers, PUBLIC)


def documented_example(operation, answer, name):
    content = operation["responses"].get(answer.status, {}).get("content", {})
    return content.get(answer.type, {}).get("examples", {}).get(name)


def run_examples(contract, program, path, operation):
    seen = set()
    for name in sorted(example_names(operation)):
        in_path = [p for p in operation["parameters"] if p["in"] == "path"]
        if any(name not in p["examples"] for p in in_path):
            continue    # of a parameter shared with another operation
        if not in_path and "{" not in path and name in OTHERS:
            continue
        answer = ask_example(program, path, operation, name)
        contract.check(operation, answer, f"{path} {name}")
        seen.add((answer.status, name))
        example = documented_example(operation, answer, name)
        if not answer.body:
            continue
        ok(example is not None and example["value"] == answer.content(),
           f"{path} {name}: the answer is the example",
           json.dumps(answer.content(), ensure_ascii=False),
           example and json.dumps(example["value"], ensure_ascii=False))
    return seen


# Examples of shared parameters that belong to reports, not to the list.
OTHERS = {"day", "silent", "range", "devices", "csv_stores", "not_modified",
          "not_aggregated", "outside_flight", "future", "unknown", "bad_date",
          "corrected", "corrected_first", "corrected_range"}

# What no example can show: (status, method, headers, settings, query)
DAY = {"date": "2025-03-03"}
REST = [
    ("200", "GET", {}, PUBLIC, DAY),
    ("200", "GET", {}, PUBLIC, {"date": "2025-04-01"}),
    ("204", "OPTIONS", {}, PUBLIC, {}),
    ("304", "GET", {"If-None-Match": "*"}, PUBLIC, DAY),
    ("400", "GET", {}, PUBLIC, {"date": "x" * 3000}),
    ("400", "GET", {}, PUBLIC, {**DAY, "unknown": "1"}),
    ("401", "GET", {}, {"POP_TOKENS": "on"}, DAY),
    ("401", "GET", {"Authorization": "Bearer pop_" + "A" * 43},
     {"POP_TOKENS": "on"}, DAY),
    ("403", "GET", {}, {}, DAY),
    ("406", "GET", {"Accept": "text/html"}, PUBLIC, DAY),
    ("503", "GET", {}, {**PUBLIC, "PGHOST": "/nowhere"}, DAY),
]


def run_rest(contract, program, path, method, operation):
    path = path.replace("{id}", "11111111-1111-4111-8111-111111111111")
    for status, how, headers, settings, query in REST:
        if how != method:
            continue
        answer = ask(program, how, path, query, headers, settings)
        name = f"{how} {path} {headers or settings or query}"
        ok(answer.status == status, f"{name}: {status}", answer.status)
        contract.check(operation, answer, name)


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
    for path, method, operation in contract.operations():
        if method == "GET":
            check_examples(contract, path, operation)
            run_examples(contract, program, path, operation)
        run_rest(contract, program, path, method, operation)
    print(f"1..{tests}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
