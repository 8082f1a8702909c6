"""golden.json: losses of soft targets and their gradients, for SoftTargetsTest. TRL's generalised JSD, and formulas written out here.

    python make_golden.py > golden.json      (torch 2.13, transformers 5.24, trl 1.16)

The gradients are autograd's, in float64. Log-probabilities of the teacher are rounded to float16, as they are stored.
"""

import json
import pathlib

import torch
import transformers
from trl.experimental.gkd.gkd_trainer import GKDTrainer

ROWS, VOCABULARY, TOKENS = 5, 40, 6
LEAST_REST = 1e-6
MODEL = pathlib.Path(__file__).resolve().parent.parent / "fixtures" / "llama"


def numbers(tensor):
    return [float(f"{value:.9g}") for value in tensor.flatten().tolist()]


def stored(logits, count):
    """The most likely tokens of each row, and their log-probabilities as they are stored."""
    best = torch.log_softmax(logits, -1).topk(count)
    return best.indices, best.values.to(torch.float16).to(torch.float64)


def kl(p, q):
    return (p * (p.log() - q.log())).sum(-1)


def coarse(logits, ids, teacher):
    """The distributions of student and teacher over the teacher's tokens and the rest of the vocabulary."""
    q = torch.softmax(logits, -1)
    chosen = q.gather(-1, ids)
    others = torch.ones_like(q).scatter(-1, ids, 0.0)
    p = teacher.exp()
    rest = (1 - p.sum(-1, keepdim=True)).clamp_min(LEAST_REST)
    return torch.cat([chosen, (q * others).sum(-1, keepdim=True)], -1), torch.cat([p, rest], -1)


def tempered(p, temperature):
    powers = p.pow(1 / temperature)
    return powers / powers.sum(-1, keepdim=True)


def divergence(logits, ids, teacher, beta, temperature):
    """The generalised JSD of Agarwal et al., equation 1, of the coarse distributions: each row's."""
    q, p = (tempered(distribution, temperature) for distribution in coarse(logits, ids, teacher))
    if beta == 0:
        return kl(p, q)
    if beta == 1:
        return kl(q, p)
    m = beta * p + (1 - beta) * q
    return beta * kl(p, m) + (1 - beta) * kl(q, m)


def sampled(logits, targets, teacher, estimator):
    """The estimate of each row, and what is differentiated: k1 as a score function's weight, k3 as it is."""
    log_q = torch.log_softmax(logits, -1).gather(-1, targets.unsqueeze(-1)).squeeze(-1)
    log_ratio = teacher - log_q
    if estimator == "k1":
        return -log_ratio, (-log_ratio).detach() * log_q
    k3 = log_ratio.exp() - 1 - log_ratio
    return k3, k3


def case(name, logits, targets, ids, teacher, loss, beta=0.0, temperature=1.0, weight=1.0, rows=None, value=None):
    """value: of the leaf logits, each row's soft loss and what is differentiated. rows: 1 for those with soft targets."""
    leaf = logits.clone().requires_grad_(True)
    share = weight * (torch.ones(ROWS, dtype=torch.float64) if rows is None else torch.tensor(rows, dtype=torch.float64))
    shown, differentiated = value(leaf)
    cross = torch.nn.functional.cross_entropy(leaf, targets, reduction="none")
    ((1 - share) * cross + share * differentiated).sum().backward()
    return {
        "name": name, "loss": loss, "beta": beta, "temperature": temperature, "weight": weight, "rows": rows or [1] * ROWS,
        "tokens": ids.size(-1), "logits": numbers(logits), "targets": targets.tolist(), "ids": ids.flatten().tolist(),
        "logprobs": numbers(teacher), "value": ((1 - share) * cross + share * shown).sum().item(), "gradient": numbers(leaf.grad),
    }


def cases():
    torch.manual_seed(5)
    logits = 2 * torch.randn(ROWS, VOCABULARY, dtype=torch.float64)
    teacher_logits = 0.5 * logits + 2 * torch.randn(ROWS, VOCABULARY, dtype=torch.float64)
    # Row 1: the student has hardly any mass outside the teacher's tokens. Row 2: the teacher has none.
    logits[1] = torch.log_softmax(teacher_logits[1], -1)
    logits[1] += torch.where(torch.zeros(VOCABULARY).scatter(0, teacher_logits[1].topk(TOKENS).indices, 1) > 0, 0.0, -25.0)
    teacher_logits[2, 7] += 30
    targets = torch.randint(0, VOCABULARY, (ROWS,))
    # k3 grows as the teacher's probability over the student's.
    targets[1] = teacher_logits[1].argmax()
    logits, teacher_logits = logits.float().double(), teacher_logits.float().double()
    whole = torch.arange(VOCABULARY).repeat(ROWS, 1)
    everything = torch.log_softmax(teacher_logits, -1).float().double()

    def trl(beta, temperature):
        def value(leaf):
            loss = GKDTrainer.generalized_jsd_loss(leaf, everything, beta=beta, temperature=temperature, reduction="sum") / ROWS
            return loss, loss
        return value

    for beta in (0.0, 0.5, 1.0):
        for temperature in (1.0, 2.5):
            yield case(f"TRL, beta {beta}, temperature {temperature}", logits, targets, whole, everything, "jsd", beta, temperature,
                       value=trl(beta, temperature))
    ids, teacher = stored(teacher_logits, TOKENS)
    for beta in (0.0, 0.3, 1.0):
        for temperature in (1.0, 2.5):
            def value(leaf):
                loss = divergence(leaf, ids, teacher, beta, temperature)
                return loss, loss
            yield case(f"top {TOKENS}, beta {beta}, temperature {temperature}", logits, targets, ids, teacher, "jsd", beta, temperature,
                       value=value)
    single = torch.log_softmax(teacher_logits, -1).gather(-1, targets.unsqueeze(-1)).to(torch.float16).double()
    for estimator in ("k1", "k3"):
        yield case(estimator, logits, targets, targets.unsqueeze(-1), single, estimator,
                   value=lambda leaf: sampled(leaf, targets, single.squeeze(-1), estimator))

    def half(leaf):
        loss = divergence(leaf, ids, teacher, 0.0, 1.0)
        return loss, loss

    yield case("mixed with the cross-entropy", logits, targets, ids, teacher, "jsd", weight=0.3, rows=[1, 1, 0, 1, 0], value=half)
    yield case("k1, mixed", logits, targets, targets.unsqueeze(-1), single, "k1", weight=0.25, rows=[0, 1, 1, 1, 0],
               value=lambda leaf: sampled(leaf, targets, single.squeeze(-1), "k1"))


def training():
    """Four steps of the fixture's training with the teacher's tokens of the first example, and none of the others."""
    given = json.loads((MODEL / "golden.json").read_text())["training"]
    model = transformers.AutoModelForCausalLM.from_pretrained(MODEL, dtype=torch.float64, attn_implementation="eager")
    torch.manual_seed(7)
    examples, soft = [], []
    for number, row in enumerate(given["rows"]):
        completion = row["completion_ids"]
        completion = completion + [given["eos_token_id"]] * (completion[-1] != given["eos_token_id"])
        examples.append((row["prompt_ids"], completion))
        soft.append(stored(torch.randn(len(completion), model.config.vocab_size, dtype=torch.float64) * 3, 4) if number == 0 else None)
    scored = sum(len(completion) for _, completion in examples)
    optimizer = torch.optim.AdamW(model.parameters(), lr=given["lr"], weight_decay=0.0)
    losses, norms = [], []
    for _ in range(4):
        optimizer.zero_grad()
        total = 0.0
        for (prompt, completion), targets in zip(examples, soft):
            logits = model(torch.tensor([prompt + completion])).logits[0, len(prompt) - 1:-1]
            loss = torch.nn.functional.cross_entropy(logits, torch.tensor(completion), reduction="none")
            if targets:
                loss = 0.5 * loss + 0.5 * divergence(logits, *targets, 0.0, 1.0)
            (loss.sum() / scored).backward()
            total += loss.sum().item() / scored
        losses.append(total)
        norms.append(torch.sqrt(sum(p.grad.square().sum() for p in model.parameters())).item())
        optimizer.step()
    ids, teacher = soft[0]
    return {"learningRate": given["lr"], "weight": 0.5, "tokens": 4, "ids": ids.flatten().tolist(), "logprobs": numbers(teacher),
            "losses": losses, "gradientNorms": norms}


transformers.logging.set_verbosity_error()
print("{\"cases\": [\n" + ",\n".join(json.dumps(c) for c in cases()) + "],\n\"training\": " + json.dumps(training()) + "}")
