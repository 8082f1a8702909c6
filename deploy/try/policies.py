"""Enforces the NetworkPolicies of a cluster of one node with nftables, because the node's network plugin (ptp) does not.

Pods are routed by the host, so each connection between pods passes its forward hook, and one to the host its input hook. The table is
replaced when pods or policies change. Supported are podSelector and namespaceSelector with matchLabels, and ports by number or name.
"""

import json
import subprocess
import time

TABLE = "preceptor-policies"


def items(kind):
    found = subprocess.run(["kubectl", "get", kind, "--all-namespaces", "--output", "json"], capture_output=True, check=True)
    return json.loads(found.stdout)["items"]


def selects(selector, labels):
    unknown = set(selector) - {"matchLabels"}
    if unknown:
        raise ValueError(f"selector with {unknown}")
    return all(labels.get(key) == value for key, value in selector.get("matchLabels", {}).items())


class Pod:
    def __init__(self, resource):
        self.namespace = resource["metadata"]["namespace"]
        self.labels = resource["metadata"].get("labels", {})
        self.address = resource["status"].get("podIP")
        self.routed = bool(self.address) and not resource["spec"].get("hostNetwork")
        self.ports = {port["name"]: port["containerPort"] for container in resource["spec"]["containers"]
                      for port in container.get("ports", []) if "name" in port}


def peers(entries, policy_namespace, pods, namespaces):
    """The pods that a list "from" or "to" names."""
    found = []
    for pod in pods:
        for entry in entries:
            if set(entry) - {"podSelector", "namespaceSelector"}:
                raise ValueError(f"peer with {set(entry)}")
            in_namespace = (selects(entry["namespaceSelector"], namespaces[pod.namespace]) if "namespaceSelector" in entry
                            else pod.namespace == policy_namespace)
            if in_namespace and selects(entry.get("podSelector", {}), pod.labels):
                found.append(pod)
                break
    return found


def port_matches(ports, receivers):
    """nftables expressions, one for each port; an empty one where all ports are allowed."""
    if ports is None:
        return [""]
    found = set()
    for port in ports:
        protocol = port.get("protocol", "TCP").lower()
        numbers = [port["port"]] if isinstance(port["port"], int) else [pod.ports[port["port"]] for pod in receivers if port["port"] in pod.ports]
        found.update(f"{protocol} dport {number}" for number in numbers)
    return sorted(found)


def address_set(pods):
    return "{ " + ", ".join(sorted({pod.address for pod in pods})) + " }"


def chain(direction, policies, pods, namespaces):
    """The rules of one direction: what is allowed returns, and the rest of a selected pod's traffic is dropped."""
    own, other, key = ("saddr", "daddr", "to") if direction == "Egress" else ("daddr", "saddr", "from")
    allowed, selected = [], set()
    for policy in policies:
        spec, namespace = policy["spec"], policy["metadata"]["namespace"]
        if direction not in spec.get("policyTypes", ["Ingress"]):
            continue
        for pod in pods:
            if pod.namespace != namespace or not selects(spec.get("podSelector", {}), pod.labels):
                continue
            selected.add(pod.address)
            for rule in spec.get(direction.lower(), []):
                partners = peers(rule[key], namespace, pods, namespaces) if key in rule else None
                if partners == []:
                    continue
                partner = "" if partners is None else f"ip {other} {address_set(partners)} "
                for match in port_matches(rule.get("ports"), [pod] if direction == "Ingress" else partners or []):
                    allowed.append(f"ip {own} {pod.address} {partner}{match} return")
    return allowed + [f"ip {own} {address} counter drop" for address in sorted(selected)]


def table():
    namespaces = {each["metadata"]["name"]: each["metadata"].get("labels", {}) for each in items("namespaces")}
    pods = [pod for pod in map(Pod, items("pods")) if pod.routed]
    policies = items("networkpolicies")
    lines = [f"table ip {TABLE}", f"delete table ip {TABLE}", f"table ip {TABLE} {{"]
    for direction in ("Egress", "Ingress"):
        lines += [f"chain {direction} {{", *chain(direction, policies, pods, namespaces), "}"]
    # Connections of the host itself, such as probes, pass neither hook on their way to a pod.
    lines += ["chain forward { type filter hook forward priority 10; ct state established,related accept; jump Egress; jump Ingress; }",
              "chain input { type filter hook input priority 10; ct state established,related accept; jump Egress; }", "}"]
    return "\n".join(lines) + "\n"


def main():
    last = None
    while True:
        try:
            current = table()
            if current != last:
                subprocess.run(["nft", "--file", "-"], input=current.encode(), check=True)
                last = current
                print(time.strftime("%T"), current.count(" return"), "allowed,", current.count(" drop"), "otherwise dropped", flush=True)
        except (subprocess.CalledProcessError, KeyError) as problem:
            print(time.strftime("%T"), problem, flush=True)
        time.sleep(2)


if __name__ == "__main__":
    main()
