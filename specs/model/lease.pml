/*
 * Safety of the lease protocol: crash, pause, loss, reorder, duplication, expiry at any time.
 *
 * There is no clock here. Whatever a timer or a beat may bring about in reality (a claim, a takeover for silence) is a
 * step that can happen at any moment, or never. A message that was sent may reach each node at any later moment, in any
 * order, again after a restart, or never. A pause is a process that takes no step. So what holds here holds for all
 * timings. What is modelled and what is left out: README.md. Rule ids are those of ../lease.md.
 */
#ifndef N
#define N 3 /* provers, each an operator of its own and the whole of its node */
#endif
#ifndef K
#define K 1 /* tasks, all of one epoch */
#endif
#ifndef CRASHES
#define CRASHES 2
#endif
#ifndef LIVES
#define LIVES 2 /* of a node: at most LIVES - 1 crashes each */
#endif
#ifdef EQUIVOCATOR
#define HONEST (N - 1) /* the last prover signs whatever it likes */
#else
#define HONEST N
#endif

/* A node signs at most one lease per task and life: that is a lease's name. Its bytes differ from life to life. */
#define LEASES (K * N * LIVES)
#define ID(k, p, v) (((k) * N + (p)) * LIVES + (v))
#define TASK(id) ((id) / (N * LIVES))
#define PROVER(id) (((id) / LIVES) % N)
#define NONE 31
#define BIT(id) (1 << (id))
#define NK(n, k) ((n) * K + (k))

/* Of each lease, as signed. Zero while there is none. */
byte term[LEASES];
byte parent[LEASES];
byte nonce[LEASES];
byte rank[LEASES];

/* The network: what ever left a process. Nothing is taken out, so it can come twice. */
short sentLeases;
short sentDone;

/* On disk: survives a crash. */
byte recorded[N * K];

/* In memory: lost in a crash. */
mtype = { idle, asked, durable, unwritten, running, over };
mtype phase[N * K];
byte asks[N * K];   /* the lease that is being signed, or was */
byte highest[N];    /* nonce */
short got[N];       /* leases that came, held ones too */
short valid[N];     /* of these, those whose whole chain is here */
short voided[N];    /* of these, those that exclude each other */
byte holder[N * K];
byte latch[N * K];  /* the lease whose proof latched the task */

bool up[N];
byte life[N];
byte crashes;

/* Scratch; zero between steps. */
byte i, j, best;
short fresh;

/* ---------------------------------------------------------------------------------------------------- what must hold */

/* P-EQUAL: two nodes with the same messages name the same holder. */
inline equalSetsEqualHolders() {
  i = 0;
  do
  :: i < N ->
     j = i + 1;
     do
     :: j < N ->
        if
        :: up[i] && up[j] && got[i] == got[j] ->
           best = 0;
           do
           :: best < K -> assert(holder[NK(i, best)] == holder[NK(j, best)]); /* P-EQUAL */
              best++
           :: else -> break
           od
        :: else
        fi;
        j++
     :: else -> break
     od;
     i++
  :: else -> break
  od;
  i = 0; j = 0; best = 0
}

/* P-TERM, P-NONCE: a signature leaves for lease `id`; no other lease of its prover that left has its term or its nonce. */
inline noSecondSignature(id) {
  i = 0;
  do
  :: i < LEASES ->
     if
     :: i != id && (sentLeases & BIT(i)) && PROVER(i) == PROVER(id) ->
        assert(!(TASK(i) == TASK(id) && term[i] == term[id])); /* P-TERM */
        assert(nonce[i] != nonce[id]) /* P-NONCE */
     :: else
     fi;
     i++
  :: else -> break
  od;
  i = 0
}

/* ------------------------------------------------------------------------------------------------- the set of leases */

/* Whether lease a comes before lease b as holder: term, rank, then digest (H-01). */
#define BEFORE(a, b) (term[a] > term[b] || (term[a] == term[b] && (rank[a] < rank[b] || (rank[a] == rank[b] && a < b))))

/* A lease joins the set of node n. The holder is kept up to date, not computed anew: that is what P-EQUAL tests. */
inline join(n, id) {
  valid[n] = valid[n] | BIT(id);
  assert(parent[id] == NONE || term[id] == term[parent[id]] + 1); /* P-GROW: along a chain */
  i = ID(TASK(id), PROVER(id), 0);
  do
  :: i < ID(TASK(id), PROVER(id), 0) + LIVES ->
     if /* E-01 */
     :: i != id && (valid[n] & BIT(i)) && (term[i] == term[id] || nonce[i] == nonce[id]) ->
        voided[n] = voided[n] | BIT(i) | BIT(id)
     :: else
     fi;
     i++
  :: else -> break
  od;
  i = 0;
  if
  :: voided[n] & BIT(id) -> /* the rest decides */
     best = NONE;
     do
     :: i < LEASES ->
        if
        :: TASK(i) == TASK(id) && (valid[n] & BIT(i)) && !(voided[n] & BIT(i)) && (best == NONE || BEFORE(i, best)) -> best = i
        :: else
        fi;
        i++
     :: else -> break
     od;
     holder[NK(n, TASK(id))] = best
#ifdef NO_TERM_CHECK
  :: else -> holder[NK(n, TASK(id))] = id /* whoever came last */
#else
  :: else ->
     if
     :: holder[NK(n, TASK(id))] == NONE || BEFORE(id, holder[NK(n, TASK(id))]) ->
        /* P-GROW: a holder gives way to a higher term, or to a better rank of the same one */
        assert(holder[NK(n, TASK(id))] == NONE || term[id] >= term[holder[NK(n, TASK(id))]]);
        holder[NK(n, TASK(id))] = id
     :: else
     fi
#endif
  fi;
  i = 0; best = 0
}

/* L-16: a lease whose parent is missing is held; what waited for this one follows. */
inline arrive(n, id) {
  printf("lease %d is at %d\n", id, n);
  got[n] = got[n] | BIT(id);
  fresh = 1;
  do
  :: fresh ->
     fresh = 0;
     j = 0;
     do
     :: j < LEASES ->
        if
        :: (got[n] & BIT(j)) && !(valid[n] & BIT(j)) && (parent[j] == NONE || (valid[n] & BIT(parent[j]))) ->
           join(n, j);
           fresh = 1
        :: else
        fi;
        j++
     :: else -> break
     od
  :: else -> break
  od;
  j = 0;
  equalSetsEqualHolders()
}

/* S-05, S-06: place after the operators of the chain are struck. Term 1 goes by score, later terms by promise. */
inline placeOf(id) {
  fresh = 0;
  i = parent[id];
  do
  :: i != NONE -> fresh = fresh | BIT(PROVER(i)); i = parent[i]
  :: else -> break
  od;
  i = 0;
  do
  :: i < N ->
     if
     :: !(fresh & BIT(i)) && (parent[id] == NONE && i < PROVER(id) || parent[id] != NONE && i > PROVER(id)) -> rank[id]++
     :: else
     fi;
     i++
  :: else -> break
  od;
  i = 0; fresh = 0
}

/* --------------------------------------------------------------------------------------------------------- signing */

#define MINE(n, k) ID(k, n, life[n])

/* SignLease: the core wants lease MINE, child of `above`. The nonce is used up, signed or not. */
inline draft(n, k, above) {
  parent[MINE(n, k)] = above;
  if
  :: above == NONE -> term[MINE(n, k)] = 1
  :: else -> term[MINE(n, k)] = term[above] + 1
  fi;
  highest[n]++;
  nonce[MINE(n, k)] = highest[n];
  placeOf(MINE(n, k));
  asks[NK(n, k)] = MINE(n, k);
  phase[NK(n, k)] = asked;
  printf("%d wants lease %d of task %d, term %d, nonce %d, after %d\n", n, MINE(n, k), k, term[MINE(n, k)], nonce[MINE(n, k)], above)
}

/* O-01: not latched, no lease of ours, and never one before. Claims of term 1 may come although a worse rank holds (O-06). */
#define MAY_ASK(n, k) (up[n] && phase[NK(n, k)] == idle && latch[NK(n, k)] == NONE)
#define MAY_FIRST(n, k) (MAY_ASK(n, k) && (holder[NK(n, k)] == NONE \
  || (term[holder[NK(n, k)]] == 1 && PROVER(holder[NK(n, k)]) > n)))
#define MAY_FOLLOW(n, k) (MAY_ASK(n, k) && holder[NK(n, k)] != NONE && PROVER(holder[NK(n, k)]) != n)

inline write(n, k) {
  recorded[NK(n, k)] = asks[NK(n, k)];
  printf("%d writes lease %d\n", n, asks[NK(n, k)])
}

/* LeaseSigned: published and started, unless the task was latched meanwhile (O-07). */
inline leave(n, k, next) {
  if
#ifndef NO_LOOK_BEFORE_SENDING
  :: latch[NK(n, k)] != NONE -> phase[NK(n, k)] = over
#endif
  :: else ->
     assert(latch[NK(n, k)] == NONE); /* P-DONE: what this node knows to be proven is not started */
     printf("%d sends lease %d and starts its proof\n", n, asks[NK(n, k)]);
     noSecondSignature(asks[NK(n, k)]);
     sentLeases = sentLeases | BIT(asks[NK(n, k)]);
     arrive(n, asks[NK(n, k)]);
#ifndef NO_WRITE_BEFORE_SIGN /* which shows P-TERM; this would only say the same sooner */
     assert(recorded[NK(n, k)] == asks[NK(n, k)]); /* P-START: no proof without a lease that is durable and out */
#endif
     phase[NK(n, k)] = next
  fi
}

/* T-06: a proof for whatever lease of the task latches it; the own job ends. */
inline latchBy(n, k, id) {
  printf("%d latches task %d by lease %d\n", n, k, id);
  assert(latch[NK(n, k)] == NONE); /* P-LATCH: for good */
  latch[NK(n, k)] = id;
  if
  :: phase[NK(n, k)] == running -> phase[NK(n, k)] = over
  :: else
  fi
}

inline prove(n, k) {
  sentDone = sentDone | BIT(asks[NK(n, k)]);
  if
  :: latch[NK(n, k)] == NONE -> latchBy(n, k, asks[NK(n, k)])
  :: else
  fi;
  phase[NK(n, k)] = over
}

/* ---------------------------------------------------------------------------------------------------------- crashes */

inline forget(n) {
  printf("%d crashes\n", n);
  i = 0;
  do
  :: i < K ->
     if /* bytes that were neither written nor sent are nowhere: their nonce is free again, and that is right */
     :: (phase[NK(n, i)] == asked || phase[NK(n, i)] == durable) && !(sentLeases & BIT(asks[NK(n, i)])) &&
        recorded[NK(n, i)] != asks[NK(n, i)] ->
        term[asks[NK(n, i)]] = 0; parent[asks[NK(n, i)]] = NONE; nonce[asks[NK(n, i)]] = 0; rank[asks[NK(n, i)]] = 0
     :: else
     fi;
     phase[NK(n, i)] = idle; asks[NK(n, i)] = NONE; holder[NK(n, i)] = NONE; latch[NK(n, i)] = NONE;
     i++
  :: else -> break
  od;
  i = 0;
  highest[n] = 0; got[n] = 0; valid[n] = 0; voided[n] = 0;
  up[n] = false; life[n]++; crashes++
}

/* O-08, O-09: what the record holds counts as signed; nonces go on above it. */
inline restore(n) {
  printf("%d restarts\n", n);
  up[n] = true;
  i = 0;
  do
  :: i < K ->
#ifdef OLD_COPY
     recorded[NK(n, i)] = NONE; /* the operator put an older copy of the data folder in place */
#endif
#ifdef LISTEN
     /* the node listens for its own key before it claims: it hears what ever left it for these tasks */
     j = 0;
     do
     :: j < life[n] ->
        if
        :: sentLeases & BIT(ID(i, n, j)) -> recorded[NK(n, i)] = ID(i, n, j)
        :: else
        fi;
        j++
     :: else -> break
     od;
     j = 0;
#endif
     if
     :: recorded[NK(n, i)] != NONE ->
        asks[NK(n, i)] = recorded[NK(n, i)];
        phase[NK(n, i)] = over;
        sentLeases = sentLeases | BIT(recorded[NK(n, i)]); /* the same bytes once more, never signed anew */
        if
#ifndef NONCE_FORGOTTEN
        :: nonce[recorded[NK(n, i)]] > highest[n] -> highest[n] = nonce[recorded[NK(n, i)]]
#endif
        :: else
        fi;
        fresh = recorded[NK(n, i)];
        best = i;
        arriveOwn(n, fresh);
        i = best; best = 0; fresh = 0
     :: else
     fi;
     i++
  :: else -> break
  od;
  i = 0
}

/* A recorded lease joins the set if its parent is here; after a restart nothing else is, so only term 1 does. */
inline arriveOwn(n, id) {
  got[n] = got[n] | BIT(id);
  if
  :: parent[id] == NONE -> valid[n] = valid[n] | BIT(id); holder[NK(n, TASK(id))] = id
  :: else
  fi
}

/* ---------------------------------------------------------------------------------------------------------- a node */

#define LEASE_COMES(id) \
  :: d_step { up[n] && (sentLeases & BIT(id)) && !(got[n] & BIT(id)) -> arrive(n, id) }
#ifdef NO_LATCH
#define MAY_LATCH(n, id) (latch[NK(n, TASK(id))] != id)
#else
#define MAY_LATCH(n, id) (latch[NK(n, TASK(id))] == NONE)
#endif
#define PROOF_COMES(id) \
  :: d_step { up[n] && (sentDone & BIT(id)) && (valid[n] & BIT(id)) && MAY_LATCH(n, id) -> latchBy(n, TASK(id), id) }
#ifdef NO_WRITE_BEFORE_SIGN
#define SIGNING(k) \
  :: d_step { up[n] && phase[NK(n, k)] == asked -> leave(n, k, unwritten) } \
  :: d_step { up[n] && phase[NK(n, k)] == unwritten -> write(n, k); phase[NK(n, k)] = running }
#else
#define SIGNING(k) \
  :: d_step { up[n] && phase[NK(n, k)] == asked -> write(n, k); phase[NK(n, k)] = durable } \
  :: d_step { up[n] && phase[NK(n, k)] == durable -> leave(n, k, running) }
#endif
#define WORK(k) \
  :: d_step { MAY_FIRST(n, k) -> draft(n, k, NONE) } \
  :: d_step { MAY_FOLLOW(n, k) -> draft(n, k, holder[NK(n, k)]) } \
  SIGNING(k) \
  :: d_step { up[n] && phase[NK(n, k)] == running -> prove(n, k) } \
  :: d_step { up[n] && phase[NK(n, k)] == running -> phase[NK(n, k)] = over } /* its prover fails */

proctype Node(byte n) {
end: do
  WORK(0)
#if K > 1
  WORK(1)
#endif
  LEASE_COMES(0) LEASE_COMES(1) LEASE_COMES(2) LEASE_COMES(3)
  PROOF_COMES(0) PROOF_COMES(1) PROOF_COMES(2) PROOF_COMES(3)
#if K * N * LIVES > 4
  LEASE_COMES(4) LEASE_COMES(5)
  PROOF_COMES(4) PROOF_COMES(5)
#endif
#if K * N * LIVES > 6
  LEASE_COMES(6) LEASE_COMES(7)
  PROOF_COMES(6) PROOF_COMES(7)
#endif
  :: d_step { up[n] && crashes < CRASHES && life[n] < LIVES - 1 -> forget(n) }
  :: d_step { !up[n] -> restore(n) }
  od
}

#ifdef EQUIVOCATOR
/* Signs as many leases as it likes, for any term and parent, with any nonce, and sends its proofs or not. */
#define LIE(v, above) \
  :: d_step { !(sentLeases & BIT(ID(0, LIAR, v))) && (above == NONE || (sentLeases & BIT(above))) -> \
       parent[ID(0, LIAR, v)] = above; \
       if :: above == NONE -> term[ID(0, LIAR, v)] = 1 :: else -> term[ID(0, LIAR, v)] = term[above] + 1 fi; \
       nonce[ID(0, LIAR, v)] = 1 + v * DIFFERENT; \
       placeOf(ID(0, LIAR, v)); \
       sentLeases = sentLeases | BIT(ID(0, LIAR, v)) }
#define LIAR (N - 1)
#ifdef SAME_NONCE
#define DIFFERENT 0
#else
#define DIFFERENT 1
#endif
proctype Liar() {
end: do
  LIE(0, NONE) LIE(0, 0) LIE(0, 1) LIE(0, 2) LIE(0, 3)
  LIE(1, NONE) LIE(1, 0) LIE(1, 1) LIE(1, 2) LIE(1, 3)
  :: d_step { (sentLeases & BIT(ID(0, LIAR, 0))) && !(sentDone & BIT(ID(0, LIAR, 0))) -> sentDone = sentDone | BIT(ID(0, LIAR, 0)) }
  od
}
#endif

init {
  d_step {
    do
    :: i < LEASES -> parent[i] = NONE; i++
    :: else -> break
    od;
    i = 0;
    do
    :: i < N ->
       up[i] = (i < HONEST);
       j = 0;
       do
       :: j < K ->
          phase[NK(i, j)] = idle; asks[NK(i, j)] = NONE; recorded[NK(i, j)] = NONE;
          holder[NK(i, j)] = NONE; latch[NK(i, j)] = NONE;
          j++
       :: else -> break
       od;
       i++
    :: else -> break
    od;
    i = 0; j = 0
  }
  atomic {
    run Node(0);
    run Node(1);
#if N > 2 && !defined(EQUIVOCATOR)
    run Node(2);
#endif
#ifdef EQUIVOCATOR
    run Liar();
#endif
  }
}
