  # The loss of the rows that have a target, and its gradient by x's rows. A few rows at a time: logits are large.
  def loss_and_gradient(self, x: Tensor, w: List[Tensor], g: List[Tensor], rows: Tensor, targets: Tensor,
      scale: float) -> Tuple[Tensor, Tensor]:
    last = x.index_select(0, rows)
    normed = self.norm(last, w, self.final_norm_weight, self.final_norm_bias)
    dnormed = torch.empty_like(normed)
    loss = torch.zeros([1], dtype=7, layout=0, device=x.device)
    first = 0
    while first < rows.size(0):
      end = min(first + 512, rows.size(0))
      part = normed[first:end]
      target = targets[first:end].unsqueeze(1)
      logits = self.project(part, w, self.head, self.head_bias)
      total = torch.logsumexp(logits, [-1], True)
      loss = loss + torch.sum((total - logits.gather(1, target)).to(7))
      dlogits = logits.sub_(total).exp_()
      dlogits = dlogits.scatter_add_(1, target, torch.full_like(total, -1)).mul_(scale)
      dnormed[first:end].copy_(self.project_back(part, w, g, self.head, self.head_bias, dlogits))
      first = end
    dlast = self.norm_back(last, w, g, self.final_norm_weight, self.final_norm_bias, dnormed)
    return loss, torch.zeros_like(x).index_copy_(0, rows, dlast)

  # A layer up to its last projection: q, k and v as projected and as prepared, attention's output, the state between
  # attention and feed-forward, and the feed-forward's first projection.
  def layer(self, x: Tensor, w: List[Tensor], i: int, turns: Tensor,
      counts: List[int], ends: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    normed = self.norm(x, w, self.slot(i, self.attention_norm_weight), self.slot(i, self.attention_norm_bias))
    qkv = self.project(normed, w, self.slot(i, self.qkv_weight), self.slot(i, self.qkv_bias))
    raw = qkv
    if self.query_norm_weight >= 0:
      raw = qkv.clone()
    self.prepare_heads(qkv, w, i, turns)
    out = self.attend_packed(qkv, counts, ends, self.scale(i))
    mid = self.project(out, w, self.slot(i, self.output_weight), self.slot(i, self.output_bias)).add_(x)
    if not self.parallel:
      normed = self.norm(mid, w, self.slot(i, self.mlp_norm_weight), self.slot(i, self.mlp_norm_bias))
    up = self.project(normed, w, self.slot(i, self.up_weight), self.slot(i, self.up_bias))
    return raw, qkv, out, mid, up

  def finish(self, w: List[Tensor], i: int, mid: Tensor, up: Tensor) -> Tensor:
    return self.project(self.inner(up), w, self.slot(i, self.down_weight), self.slot(i, self.down_bias)).add_(mid)

  # The summed loss of a micro-batch, see accumulate; nothing learns.
  def evaluate(self, w: List[Tensor], tokens: Tensor, positions: Tensor, counts: List[int], rows: Tensor,
      targets: Tensor) -> Tensor:
    x = self.embed(w, tokens, positions)
    turns = self.turns(w, positions, x)
    ends = self.ends(counts, x)
    for i in range(self.layers):
      raw, qkv, out, mid, up = self.layer(x, w, i, turns, counts, ends)
      x = self.finish(w, i, mid, up)
    normed = self.norm(x.index_select(0, rows), w, self.final_norm_weight, self.final_norm_bias)
    loss = torch.zeros([1], dtype=7, layout=0, device=x.device)
    first = 0
    while first < rows.size(0):
      end = min(first + 512, rows.size(0))
      logits = self.project(normed[first:end], w, self.head, self.head_bias)
      chosen = logits.gather(1, targets[first:end].unsqueeze(1))
      loss = loss + torch.sum((torch.logsumexp(logits, [-1], True) - chosen).to(7))
      first = end
    return loss

  # One micro-batch of sequences, one after the other. counts: their lengths; rows: the tokens after which a target is due.
  # Adds scale times the gradient of the summed loss to g; returns the summed loss. With recompute, only the layers' inputs
  # are kept, and each layer is computed again when its turn comes (Chen et al. 2016).
  def accumulate(self, w: List[Tensor], g: List[Tensor], tokens: Tensor, positions: Tensor, counts: List[int],
      rows: Tensor, targets: Tensor, scale: float, recompute: bool) -> Tensor:
    x = self.embed(w, tokens, positions)
    turns = self.turns(w, positions, x)
    ends = self.ends(counts, x)
    inputs = annotate(List[Tensor], [])
    kept = annotate(List[Tuple[Tensor, Tensor, Tensor, Tensor, Tensor]], [])
    for i in range(self.layers):
      inputs.append(x)
      states = self.layer(x, w, i, turns, counts, ends)
      raw, qkv, out, mid, up = states
      x = self.finish(w, i, mid, up)
      if not recompute:
        kept.append(states)

    loss, dx = self.loss_and_gradient(x, w, g, rows, targets, scale)

    for j in range(self.layers):
      i = self.layers - 1 - j
      x = inputs.pop()
      if recompute:
        states = self.layer(x, w, i, turns, counts, ends)
      else:
        states = kept.pop()
      raw, qkv, out, mid, up = states
      norm_weight = self.slot(i, self.attention_norm_weight)
      norm_bias = self.slot(i, self.attention_norm_bias)
      normed = self.norm(x, w, norm_weight, norm_bias)
      if self.parallel:
        dnormed = self.feed_forward_back(normed, up, w, g, i, dx)
        dmid = dx
      else:
        mlp_weight = self.slot(i, self.mlp_norm_weight)
        mlp_bias = self.slot(i, self.mlp_norm_bias)
        dsecond = self.feed_forward_back(self.norm(mid, w, mlp_weight, mlp_bias), up, w, g, i, dx)
        dmid = self.norm_back(mid, w, g, mlp_weight, mlp_bias, dsecond).add_(dx)
        dnormed = torch.zeros([1], dtype=6, layout=0, device=x.device)
      dout = self.project_back(out, w, g, self.slot(i, self.output_weight), self.slot(i, self.output_bias), dmid)
      dqkv = self.attend_packed_back(qkv, counts, ends, self.scale(i), dout)
      self.prepare_heads_back(raw, w, g, i, turns, dqkv)
      dnormed = self.project_back(
          normed, w, g, self.slot(i, self.qkv_weight), self.slot(i, self.qkv_bias), dqkv).add_(dnormed)
      dx = self.norm_back(x, w, g, norm_weight, norm_bias, dnormed).add_(dmid)

    if self.trains_weights:
      torch.index_add_(g[self.embedding_weight], 0, tokens, dx)
      if self.position_weight >= 0:
        torch.index_add_(g[self.position_weight], 0, positions, dx)
    return loss

  def zeros_like_all(self, w: List[Tensor]) -> List[Tensor]:
    zeros = annotate(List[Tensor], [])
    for t in w:
      zeros.append(torch.zeros_like(t))
    return zeros

  def copy_all(self, targets: List[Tensor], sources: List[Tensor]) -> Tensor:
    for i in range(len(targets)):
      torch.copy_(targets[i], sources[i])
    return targets[0]

  # The length of the gradient over all that learns.
  def gradient_norm(self, g: List[Tensor]) -> Tensor:
    squares = torch.zeros([1], dtype=7, layout=0, device=g[0].device)
    for t in g:
      squares = squares + torch.square(torch.linalg_vector_norm(t).to(7))
    return torch.sqrt(squares)

  # One step of AdamW with the gradients times factor; clears the gradients.
  def update(self, w: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], step: int, factor: float,
      rate: float, beta1: float, beta2: float, epsilon: float, decay: float) -> Tensor:
    steps = annotate(List[Tensor], [])
    count = torch.full([], float(step), dtype=6, layout=0, device=g[0].device)
    for t in g:
      steps.append(count)
      if factor != 1.:
        torch.mul_(t, factor)
    torch._fused_adamw_(w, g, m, v, annotate(List[Tensor], []), steps, lr=rate, beta1=beta1, beta2=beta2,
        weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
    for t in g:
      torch.zero_(t)
    return count
