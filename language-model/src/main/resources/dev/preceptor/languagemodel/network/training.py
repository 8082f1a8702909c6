  # Gradients by hand: each function adds the gradients of its weights to g, which has w's slots, and returns that of its
  # input. Nothing is kept of a layer but its input, its projections and attention's output; cheap steps are done again.

  def matmul(self, a: Tensor, b: Tensor) -> Tensor:
    # a [m, k] times b [n, k] transposed.
    if self.half:
      a = a.to(15)
      b = b.to(15)
    if self.onednn:
      y = ops.mkldnn._linear_pointwise(a, b, None, "none", annotate(List[Optional[number]], []), "")
    else:
      y = torch.mm(a, b.t())
    return y.to(6)

  def project(self, x: Tensor, w: List[Tensor], weight: int, bias: int) -> Tensor:
    y = self.matmul(x, w[weight])
    if bias >= 0:
      y = y.add_(w[bias])
    return y

  def project_back(self, x: Tensor, w: List[Tensor], g: List[Tensor], weight: int, bias: int, dy: Tensor) -> Tensor:
    torch.add_(g[weight], self.matmul(dy.t(), x.t()))
    if bias >= 0:
      torch.add_(g[bias], torch.sum(dy, [0]))
    return self.matmul(dy, w[weight].t())

  def inverse_rms(self, x: Tensor) -> Tensor:
    length = torch.linalg_vector_norm(x, 2, [-1], True)
    return torch.rsqrt(length.mul_(length).div_(x.size(-1)).add_(self.epsilon))

  def norm_back(self, x: Tensor, w: List[Tensor], g: List[Tensor], weight: int, bias: int, dy: Tensor) -> Tensor:
    width = x.size(-1)
    if self.rms:
      inverse = self.inverse_rms(x)
      normed = x * inverse
      weighted = dy * normed
      torch.add_(g[weight], torch.sum(weighted.view([-1, width]), [0]))
      mean = torch.matmul(weighted, w[weight]).div_(width).unsqueeze(-1)
      dx = torch.mul(dy, w[weight]).addcmul_(normed, mean, value=-1).mul_(inverse)
    else:
      y, center, scale = torch.native_layer_norm(x, [width], w[weight], self.optional(w, bias), self.epsilon)
      dx, dweight, dbias = torch.native_layer_norm_backward(
          dy, x, [width], center, scale, w[weight], self.optional(w, bias), [True, True, bias >= 0])
      torch.add_(g[weight], dweight)
      if bias >= 0:
        torch.add_(g[bias], dbias)
    return dx

  def activate_back(self, x: Tensor, dy: Tensor) -> Tensor:
    if self.activation == 0:
      dx = torch.silu_backward(dy, x)
    elif self.activation == 1:
      dx = torch.gelu_backward(dy, x, approximate="none")
    elif self.activation == 2:
      dx = torch.gelu_backward(dy, x, approximate="tanh")
    else:
      dx = torch.threshold_backward(dy, x, 0)
    return dx

  def inner(self, up: Tensor) -> Tensor:
    if self.gated:
      y = self.activate(up[:, :self.feed_forward_size]).mul_(up[:, self.feed_forward_size:])
    else:
      y = self.activate(up)
    return y

  def feed_forward_back(self, x: Tensor, up: Tensor, w: List[Tensor], g: List[Tensor], layer: int, dy: Tensor) -> Tensor:
    dinner = self.project_back(
        self.inner(up), w, g, self.slot(layer, self.down_weight), self.slot(layer, self.down_bias), dy)
    if self.gated:
      gate = up[:, :self.feed_forward_size]
      dup = torch.empty_like(up)
      torch.mul(dinner, self.activate(gate), out=dup[:, self.feed_forward_size:])
      dinner = dinner.mul_(up[:, self.feed_forward_size:])
      torch.copy_(dup[:, :self.feed_forward_size], self.activate_back(gate, dinner))
    else:
      dup = self.activate_back(up, dinner)
    return self.project_back(x, w, g, self.slot(layer, self.up_weight), self.slot(layer, self.up_bias), dup)

  # [tokens, width] of one kind of head to [kv_heads, tokens of each head in turn, head size].
  def by_head(self, x: Tensor) -> Tensor:
    group = x.size(1) // (self.kv_heads * self.head_size)
    heads = x.view([x.size(0), self.kv_heads, group, self.head_size]).permute([1, 2, 0, 3])
    return heads.reshape([self.kv_heads, group * x.size(0), self.head_size])

  def put_by_head(self, target: Tensor, x: Tensor) -> None:
    tokens = target.size(0)
    group = x.size(1) // tokens
    heads = x.view([self.kv_heads, group, tokens, self.head_size]).permute([2, 0, 1, 3])
    target.view([tokens, self.kv_heads, group, self.head_size]).copy_(heads)

  # What the tokens start, start + 1, ... see of those from first on: 0, or -inf where they see nothing.
  def sight(self, like: Tensor, start: int, count: int, first: int) -> Tensor:
    key = torch.arange(first, start + count, dtype=4, layout=0, device=like.device).unsqueeze(0)
    query = torch.arange(start, start + count, dtype=4, layout=0, device=like.device).unsqueeze(1)
    hidden = key > query
    if self.window > 0:
      hidden = torch.logical_or(hidden, key <= query - self.window)
    mask = torch.zeros([count, start + count - first], dtype=6, layout=0, device=like.device)
    return mask.masked_fill_(hidden, -inf)

  def attend_packed(self, qkv: Tensor, counts: List[int]) -> Tensor:
    query_width = self.heads * self.head_size
    key_width = self.kv_heads * self.head_size
    group = self.heads // self.kv_heads
    out = torch.empty([qkv.size(0), query_width], dtype=6, layout=0, device=qkv.device)
    first = 0
    for count in counts:
      rows = qkv[first:first + count]
      shape = [self.kv_heads, group, count, self.head_size]
      q = rows[:, :query_width].view([count, self.kv_heads, group, self.head_size]).permute([1, 2, 0, 3])
      k = rows[:, query_width:query_width + key_width].view([count, self.kv_heads, self.head_size])
      v = rows[:, query_width + key_width:].view([count, self.kv_heads, self.head_size])
      mask = annotate(Optional[Tensor], None)
      if self.window > 0:
        mask = self.sight(qkv, 0, count, 0)
      o = torch.scaled_dot_product_attention(q, k.transpose(0, 1).unsqueeze(1).expand(shape),
          v.transpose(0, 1).unsqueeze(1).expand(shape), mask, 0., mask is None)
      out[first:first + count].view([count, self.kv_heads, group, self.head_size]).copy_(o.permute([2, 0, 1, 3]))
      first = first + count
    return out

  # Some queries at a time, each with the keys that they may see: half of the work for a long sequence, and memory that
  # grows with its length only.
  def attend_packed_back(self, qkv: Tensor, counts: List[int], dy: Tensor) -> Tensor:
    query_width = self.heads * self.head_size
    key_width = self.kv_heads * self.head_size
    scale = 1. / torch.sqrt(float(self.head_size))
    dqkv = torch.empty_like(qkv)
    sequence = 0
    for count in counts:
      rows = qkv[sequence:sequence + count]
      drows = dqkv[sequence:sequence + count]
      dout = dy[sequence:sequence + count]
      keys = self.by_head(rows[:, query_width:query_width + key_width])
      values = self.by_head(rows[:, query_width + key_width:])
      dkeys = torch.zeros_like(keys)
      dvalues = torch.zeros_like(values)
      start = 0
      while start < count:
        end = min(start + 128, count)
        first = 0
        if self.window > 0:
          first = max(0, start - self.window + 1)
        q = self.by_head(rows[start:end, :query_width])
        d = self.by_head(dout[start:end])
        k = keys[:, first:end]
        scores = torch.bmm(q, k.transpose(1, 2)).mul_(scale).view([-1, end - start, end - first])
        scores = scores.add_(self.sight(qkv, start, end - start, first))
        p = torch.softmax(scores, -1).view([self.kv_heads, -1, end - first])
        dvalues[:, first:end].add_(torch.bmm(p.transpose(1, 2), d))
        dp = torch.bmm(d, values[:, first:end].transpose(1, 2))
        dscores = torch._softmax_backward_data(dp, p, -1, 6).mul_(scale)
        self.put_by_head(drows[start:end, :query_width], torch.bmm(dscores, k))
        dkeys[:, first:end].add_(torch.bmm(dscores.transpose(1, 2), q))
        start = end
      self.put_by_head(drows[:, query_width:query_width + key_width], dkeys)
      self.put_by_head(drows[:, query_width + key_width:], dvalues)
      sequence = sequence + count
    return dqkv

  # Norms (where there are any) and rotates queries and keys in place.
  def prepare_heads(self, qkv: Tensor, w: List[Tensor], layer: int, turns: Tensor) -> None:
    width = (self.heads + self.kv_heads) * self.head_size
    heads = qkv[:, :width].view([qkv.size(0), self.heads + self.kv_heads, self.head_size])
    if self.query_norm_weight >= 0:
      q = heads[:, :self.heads]
      q.copy_(self.norm(q, w, self.slot(layer, self.query_norm_weight), -1))
      k = heads[:, self.heads:]
      k.copy_(self.norm(k, w, self.slot(layer, self.key_norm_weight), -1))
    if self.rotary > 0:
      self.rotate_(heads, turns)

  def prepare_heads_back(self, raw: Tensor, w: List[Tensor], g: List[Tensor], layer: int, turns: Tensor,
      dqkv: Tensor) -> None:
    width = (self.heads + self.kv_heads) * self.head_size
    shape = [raw.size(0), self.heads + self.kv_heads, self.head_size]
    dheads = dqkv[:, :width].view(shape)
    if self.rotary > 0:
      self.rotate_(dheads, torch.conj_physical(turns))
    if self.query_norm_weight >= 0:
      heads = raw[:, :width].view(shape)
      q = heads[:, :self.heads].contiguous()
      dq = dheads[:, :self.heads]
      dq.copy_(self.norm_back(q, w, g, self.slot(layer, self.query_norm_weight), -1, dq.contiguous()))
      k = heads[:, self.heads:].contiguous()
      dk = dheads[:, self.heads:]
      dk.copy_(self.norm_back(k, w, g, self.slot(layer, self.key_norm_weight), -1, dk.contiguous()))

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

  # One micro-batch of sequences, one after the other. counts: their lengths; rows: the tokens after which a target is due.
  # Adds scale times the gradient of the summed loss to g; returns the summed loss.
  def accumulate(self, w: List[Tensor], g: List[Tensor], tokens: Tensor, positions: Tensor, counts: List[int],
      rows: Tensor, targets: Tensor, scale: float) -> Tensor:
    x = self.embed(w, tokens, positions)
    turns = x
    if self.rotary > 0:
      table = torch.embedding(w[self.rotary_table], positions)
      turns = torch.view_as_complex(table.view([tokens.size(0), 1, self.rotary // 2, 2]))

    inputs = annotate(List[Tensor], [])
    raws = annotate(List[Tensor], [])
    qkvs = annotate(List[Tensor], [])
    outs = annotate(List[Tensor], [])
    mids = annotate(List[Tensor], [])
    ups = annotate(List[Tensor], [])
    for i in range(self.layers):
      inputs.append(x)
      normed = self.norm(x, w, self.slot(i, self.attention_norm_weight), self.slot(i, self.attention_norm_bias))
      qkv = self.project(normed, w, self.slot(i, self.qkv_weight), self.slot(i, self.qkv_bias))
      if self.query_norm_weight >= 0:
        raws.append(qkv.clone())
      self.prepare_heads(qkv, w, i, turns)
      out = self.attend_packed(qkv, counts)
      mid = self.project(out, w, self.slot(i, self.output_weight), self.slot(i, self.output_bias)).add_(x)
      if not self.parallel:
        normed = self.norm(mid, w, self.slot(i, self.mlp_norm_weight), self.slot(i, self.mlp_norm_bias))
      up = self.project(normed, w, self.slot(i, self.up_weight), self.slot(i, self.up_bias))
      x = self.project(self.inner(up), w, self.slot(i, self.down_weight), self.slot(i, self.down_bias)).add_(mid)
      qkvs.append(qkv)
      outs.append(out)
      mids.append(mid)
      ups.append(up)

    loss, dx = self.loss_and_gradient(x, w, g, rows, targets, scale)

    for j in range(self.layers):
      i = self.layers - 1 - j
      x = inputs.pop()
      mid = mids.pop()
      norm_weight = self.slot(i, self.attention_norm_weight)
      norm_bias = self.slot(i, self.attention_norm_bias)
      normed = self.norm(x, w, norm_weight, norm_bias)
      if self.parallel:
        dnormed = self.feed_forward_back(normed, ups.pop(), w, g, i, dx)
        dmid = dx
      else:
        mlp_weight = self.slot(i, self.mlp_norm_weight)
        mlp_bias = self.slot(i, self.mlp_norm_bias)
        dsecond = self.feed_forward_back(self.norm(mid, w, mlp_weight, mlp_bias), ups.pop(), w, g, i, dx)
        dmid = self.norm_back(mid, w, g, mlp_weight, mlp_bias, dsecond).add_(dx)
        dnormed = torch.zeros([1], dtype=6, layout=0, device=x.device)
      dout = self.project_back(
          outs.pop(), w, g, self.slot(i, self.output_weight), self.slot(i, self.output_bias), dmid)
      qkv = qkvs.pop()
      dqkv = self.attend_packed_back(qkv, counts, dout)
      if self.query_norm_weight >= 0:
        qkv = raws.pop()
      self.prepare_heads_back(qkv, w, g, i, turns, dqkv)
      dnormed = self.project_back(
          normed, w, g, self.slot(i, self.qkv_weight), self.slot(i, self.qkv_bias), dqkv).add_(dnormed)
      dx = self.norm_back(x, w, g, norm_weight, norm_bias, dnormed).add_(dmid)

    torch.index_add_(g[self.embedding_weight], 0, tokens, dx)
    if self.position_weight >= 0:
      torch.index_add_(g[self.position_weight], 0, positions, dx)
    return loss

  def zeros_like_all(self, w: List[Tensor]) -> List[Tensor]:
    zeros = annotate(List[Tensor], [])
    for t in w:
      zeros.append(torch.zeros_like(t))
    return zeros

  # The length of the gradient over all weights.
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
