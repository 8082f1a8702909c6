# Scores of a given text: what the model expected at each token. Java calls score and likeliest.


# Returns, for each token of index first and later, what the model expects after it: the k likeliest tokens [N, k], their
# log-probabilities [N, k], and the log-probability [N] and the rank [N], from 1, of the target. Logits are large, so they are computed
# for this many rows at a time.
def score(self, tokens: Tensor, targets: Tensor, first: int, k: int, rows: int) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
    length = tokens.size(0)
    positions = torch.arange(length, dtype=torch.int64, device=tokens.device)
    x = self.forward_sequence(tokens, positions)
    ids = torch.empty([length - first, k], dtype=torch.int64, device=tokens.device)
    values = torch.empty([length - first, k], dtype=torch.float32, device=tokens.device)
    own = torch.empty([length - first, 1], dtype=torch.float32, device=tokens.device)
    ranks = torch.empty([length - first], dtype=torch.int64, device=tokens.device)
    start = first
    while start < length:
        end = min(start + rows, length)
        logits = self.logits_after(x, positions[start:end])
        logsumexp = torch.logsumexp(logits, [-1], True)
        chosen = logits.gather(1, targets[start:end].unsqueeze(1))
        best, best_ids = self.likeliest(logits, k)
        ids[start - first:end - first].copy_(best_ids)
        torch.sub(best, logsumexp, out=values[start - first:end - first])
        ranks[start - first:end - first].copy_(torch.sum(torch.gt(logits, chosen), [-1]).add_(1))
        torch.sub(chosen, logsumexp, out=own[start - first:end - first])
        start = end
    return ids, values, own.view([-1]), ranks


# Returns the k greatest logits of each row and their tokens, in descending order. The k greatest logits are in the k groups with the
# greatest maxima; to find these first takes a tenth of the time of a search in a whole vocabulary.
def likeliest(self, logits: Tensor, k: int) -> Tuple[Tensor, Tensor]:
    rows, width = logits.size(0), logits.size(1)
    groups = width // 64
    if k == 0 or groups < 4 * k:
        return torch.topk(logits, k, -1, True, True)
    maxima = torch.amax(logits[:, :64 * groups].view([rows, 64, groups]), [1])
    greatest, group = torch.topk(maxima, k, -1, True, False)
    members = torch.arange(64, dtype=torch.int64, device=logits.device).mul_(groups).view([1, 64, 1])
    candidates = torch.add(group.unsqueeze(1), members).view([rows, 64 * k])
    rest = torch.arange(64 * groups, width, dtype=torch.int64, device=logits.device).unsqueeze(0).expand([rows, width - 64 * groups])
    candidates = torch.cat([candidates, rest], 1)
    best, place = torch.topk(logits.gather(1, candidates), k, -1, True, True)
    return best, candidates.gather(1, place)
