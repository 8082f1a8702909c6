# Losses of soft targets: a teacher's log-probabilities of K tokens in place of one right token. docs/METHOD.md has the formulas.
#
# soft contains ids [T, K], the teacher's log-probabilities [T, K], and weights [T, 1]: the weight of the soft loss of each row. The
# rest of the weight is that of the cross-entropy. kind is 1 for the generalised Jensen-Shannon divergence, 2 and 3 for the estimators
# k1 and k3 of the reverse divergence, for which ids [T, 1] are the targets.


# Returns the summed loss, and scale times its gradient with respect to logits [T, V], in the memory of logits. logsumexp and
# cross_entropy [T, 1] are those of the rows.
def soft_loss_and_gradient_(self, logits: Tensor, logsumexp: Tensor, cross_entropy: Tensor, target: Tensor, soft: List[Tensor],
                            kind: int, beta: float, temperature: float, scale: float) -> Tuple[Tensor, Tensor]:
    weight = soft[2]
    hard = torch.rsub(weight, 1)
    if kind == 1:
        value, gradient = self.divergence_and_gradient_(
            logits, logsumexp, target, soft[0], soft[1], torch.mul(hard, scale), torch.mul(weight, scale), beta, temperature)
    else:
        value, slope = self.sampled_reverse_divergence(torch.add(soft[1], cross_entropy), kind)
        # The gradient of the target's log-probability is 1 at the target less the probabilities.
        factor = torch.sub(hard, torch.mul(weight, slope)).mul_(scale)
        gradient = logits.sub_(logsumexp).exp_().mul_(factor).scatter_add_(1, target, torch.neg(factor))
    loss = torch.add(torch.mul(hard, cross_entropy), torch.mul(weight, value))
    return torch.sum(loss.to(torch.float64)), gradient


# Returns the divergence of each row [T, 1], and hard times the gradient of the cross-entropy plus soft times that of the divergence.
# The outcomes are the K tokens and the rest of the vocabulary, unless K is all of it.
def divergence_and_gradient_(self, logits: Tensor, logsumexp: Tensor, target: Tensor, ids: Tensor, teacher: Tensor, hard: Tensor,
                             soft: Tensor, beta: float, temperature: float) -> Tuple[Tensor, Tensor]:
    count = ids.size(1)
    student = logits.gather(1, ids).sub_(logsumexp)
    gradient = torch.exp(student).mul_(hard)
    probabilities = logits.sub_(logsumexp).exp_()
    if count == logits.size(1):
        value, dstudent = self.divergence(student, teacher, beta, temperature)
        gradient.add_(dstudent.mul_(soft))
    else:
        # A sum of the other probabilities: 1 less the sum of K loses all digits where the student is sure.
        probabilities.scatter_(1, ids, torch.zeros_like(student))
        rest = torch.clamp_min(torch.sum(probabilities, [-1], True), 1e-37)
        value, dstudent = self.divergence(
            torch.cat([student, torch.log(rest)], 1), torch.cat([teacher, self.log_rest(teacher)], 1), beta, temperature)
        dstudent.mul_(soft)
        gradient.add_(dstudent[:, :count])
        probabilities.mul_(torch.add(hard, torch.div(dstudent[:, count:], rest)))
    probabilities.scatter_(1, ids, gradient)
    return value, probabilities.scatter_add_(1, target, torch.neg(hard))


# Returns the logarithm of the teacher's probability of all other tokens. It is at least 1e-6: rounded log-probabilities may sum to 1
# or more, and a divergence from 0 is infinite.
def log_rest(self, teacher: Tensor) -> Tensor:
    rest = torch.rsub(torch.sum(torch.exp(teacher.to(torch.float64)), [-1], True), 1)
    return torch.log(torch.clamp_min(rest, 1e-6)).to(torch.float32)


# Returns the generalised Jensen-Shannon divergence of each row [T, 1] (Agarwal et al. 2024, equation 1) and its gradient with respect
# to student. student and teacher [T, N] are logarithms of probabilities. beta 0 is the forward divergence KL(teacher, student), beta 1
# the reverse one.
def divergence(self, student: Tensor, teacher: Tensor, beta: float, temperature: float) -> Tuple[Tensor, Tensor]:
    log_q = torch.log_softmax(torch.div(student, temperature), -1)
    log_p = torch.log_softmax(torch.div(teacher, temperature), -1)
    if beta == 0.0:
        p = torch.exp(log_p)
        value = torch.sum(torch.mul(p, torch.sub(log_p, log_q)), [-1], True)
        return value, torch.exp(log_q).sub_(p).div_(temperature)
    q = torch.exp(log_q)
    if beta == 1.0:
        difference = torch.sub(log_q, log_p)
        value = torch.sum(torch.mul(q, difference), [-1], True)
        return value, difference.sub_(value).mul_(q).div_(temperature)
    log_m = torch.logaddexp(torch.add(log_q, torch.log(1.0 - beta)), torch.add(log_p, torch.log(beta)))
    of_teacher = torch.sum(torch.mul(torch.exp(log_p), torch.sub(log_p, log_m)), [-1], True)
    difference = torch.sub(log_q, log_m)
    of_student = torch.sum(torch.mul(q, difference), [-1], True)
    value = torch.add(torch.mul(of_teacher, beta), torch.mul(of_student, 1.0 - beta))
    return value, difference.sub_(of_student).mul_(q).mul_((1.0 - beta) / temperature)


# Returns the estimate of KL(student, teacher) from one token of the student, and the factor of the gradient of the token's
# log-probability. log_ratio [T, 1] is log p - log q. The gradient of k1 is that of a score function, because the mean of its own
# derivative is 0; k3 is differentiated.
def sampled_reverse_divergence(self, log_ratio: Tensor, kind: int) -> Tuple[Tensor, Tensor]:
    if kind == 2:
        k1 = torch.neg(log_ratio)
        return k1, k1
    ratio = torch.exp(log_ratio)
    return torch.sub(ratio, log_ratio).sub_(1), torch.rsub(ratio, 1)
