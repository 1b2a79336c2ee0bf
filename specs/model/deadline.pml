/*
 * Liveness of the lease protocol, with a deadline: a task whose provers are enough alive is proven in time.
 *
 * Time goes in steps of 600 ms. In every step nodes are stopped, resumed, killed and restarted, messages come now, a
 * step later or never, and then each node does what its timers say. What is left out, and where the numbers come from:
 * README.md. Rule ids are those of ../lease.md.
 */
#define N 3         /* provers, each an operator of its own; all promise the same time */
#ifndef DEADLINE
#define DEADLINE 14 /* 8.4 s */
#endif
#define PROOF 6    /* the proving time, and the promise: 3.6 s */
#define SILENCE 3  /* 1.8 s for the 1.7 s of silenceMs */
#define WAIT 1     /* rankWaitMs */
#ifndef LOSSES
#define LOSSES 1    /* leases and beats that do not reach one of their receivers */
#endif
/*
 * Enough alive: one prover is never disturbed, and the last disturbance of another leaves time for the silence, the
 * wait for one dead rank each (N - 2), one step for noticing and a proof. One step more, and the variant TOO_LATE fails.
 */
#define ENOUGH (DEADLINE - PROOF - SILENCE - 1 - (N - 2) * WAIT)
#ifdef TOO_LATE
#define DISTURBED_UNTIL (ENOUGH + 1)
#else
#define DISTURBED_UNTIL ENOUGH
#endif

#define NONE 15
#define SILENT_AGE (SILENCE + 1)
#define OLDEST (SILENT_AGE + N * WAIT)
#define NP(n, p) ((n) * N + (p))

mtype = { alive, paused, dead };
mtype is[N];
bool disturbed[N];
byte disturbances;
byte losses;
byte now;
bool proven;

/* The lease of each prover: at most one (O-01), kept on disk; term 0 means none. */
byte term[N];
byte parent[N];
bool released[N];
byte left[N];      /* steps until its proof is done; 0: no job */

/* What node n knows of the lease of p: 0 nothing, else 1 + steps since the last sign of life. */
byte age[N * N];
byte way[N * N];   /* the lease of p on its way to n: 0 no, 1 comes now or a step later, 2 comes now */
byte able[N];      /* steps since the node has been able to claim, up to N * WAIT */

/* Scratch; zero between steps. */
byte n, p, q, best, live, place, struck;

#define KNOWN(a, b) (age[NP(a, b)] > 0 && (parent[b] == NONE || age[NP(a, parent[b])] > 0))
#define OVER(a, b) (released[b] || age[NP(a, b)] >= SILENT_AGE)

/* ----------------------------------------------------------------------------------------------------- disturbances */

#define MAY_DISTURB(n) (is[n] == alive && now <= DISTURBED_UNTIL && (disturbed[n] || disturbances < N - 1))

/* One of these happens to each node in each step; the choice is what SPIN explores. */
#define DISTURB(n) \
  if \
  :: true /* nothing happens, or it stays as it is */ \
  :: d_step { MAY_DISTURB(n) -> is[n] = paused; touch(n); printf("step %d: %d is stopped\n", now, n) } \
  :: d_step { MAY_DISTURB(n) -> is[n] = dead; left[n] = 0; able[n] = 0; touch(n); printf("step %d: %d is killed\n", now, n) } \
  :: d_step { is[n] == paused -> is[n] = alive; printf("step %d: %d goes on\n", now, n) /* with what it did */ } \
  :: d_step { is[n] == dead -> restart(n) } \
  :: d_step { is[n] == dead && term[n] > 0 -> restart(n); released[n] = true } \
  fi;

inline touch(a) {
  disturbances = disturbances + (1 - disturbed[a]);
  disturbed[a] = true
}

/*
 * O-08: the own lease is in the record, but its job is lost: it is given up, if the release gets out. What the others
 * hold comes by the status exchange.
 */
inline restart(a) {
  printf("step %d: %d restarts\n", now, a);
  is[a] = alive;
  p = 0;
  do
  :: p < N ->
     if
     :: term[p] > 0 -> age[NP(a, p)] = 1; way[NP(a, p)] = 0
     :: else
     fi;
     p++
  :: else -> break
  od;
  p = 0
}

/* ---------------------------------------------------------------------------------------------------------- network */

#define COMES(a, b) (way[NP(a, b)] > 0 && is[a] == alive)
#define LISTENS(a, b) (way[NP(a, b)] == 0 && is[a] == alive && age[NP(a, b)] > 0)
#define BEATS(b) (is[b] == alive && left[b] > 0)
#define OLDER(a, b) age[NP(a, b)] = (age[NP(a, b)] < OLDEST -> age[NP(a, b)] + 1 : OLDEST)

/* The lease of b, then its beats, to a: now, later or never. */
#define DELIVER(a, b) \
  if \
  :: d_step { COMES(a, b) -> age[NP(a, b)] = 1; way[NP(a, b)] = 0 } \
  :: d_step { COMES(a, b) && way[NP(a, b)] == 1 -> way[NP(a, b)] = 2 } \
  :: d_step { COMES(a, b) && losses < LOSSES -> losses++; way[NP(a, b)] = 0 } \
  :: d_step { LISTENS(a, b) && BEATS(b) -> age[NP(a, b)] = 1 } \
  :: d_step { LISTENS(a, b) && BEATS(b) && losses < LOSSES -> losses++; OLDER(a, b) } \
  :: d_step { LISTENS(a, b) && !BEATS(b) -> OLDER(a, b) } \
  :: !COMES(a, b) && !LISTENS(a, b) \
  fi;

/* ------------------------------------------------------------------------------------------------------------ nodes */

inline act() {
  n = 0;
  do
  :: n < N && is[n] == alive ->
     if
     :: left[n] > 0 ->
        left[n]--;
        if
        :: left[n] == 0 -> proven = true; printf("step %d: %d has proven\n", now, n)
        :: else
        fi
     :: term[n] == 0 -> claim()
     :: else
     fi;
     if
     :: able[n] < N * WAIT -> able[n]++
     :: else
     fi;
     n++
  :: n < N && is[n] != alive -> n++
  :: else -> break
  od;
  n = 0
}

/* H-01: the highest term, then the better rank. Counts the live leases too (O-05). */
inline look() {
  best = NONE; live = 0; p = 0;
  do
  :: p < N ->
     if
     :: KNOWN(n, p) ->
        if
        :: OVER(n, p)
        :: else -> live++
        fi;
        if
        :: best == NONE -> best = p
        :: best != NONE && term[p] > term[best] -> best = p
        :: else
        fi
     :: else
     fi;
     p++
  :: else -> break
  od;
  p = 0
}

/* S-05, S-06: how many provers are before this one, those of the holder's chain struck. */
inline rankHere() {
  struck = 0; q = best;
  do
  :: q != NONE -> struck = struck | (1 << q); q = parent[q]
  :: else -> break
  od;
  place = 0; q = 0;
  do
  :: q < n ->
     if
     :: struck & (1 << q)
     :: else -> place++
     fi;
     q++
  :: else -> break
  od;
  q = 0; struck = 0
}

inline claim() {
  look();
  rankHere();
  if
  :: best == NONE && able[n] >= place * WAIT && now + PROOF <= DEADLINE -> sign()
#ifndef NO_TAKEOVER
  :: best != NONE && live <= 1 && able[n] >= place * WAIT && now + PROOF <= DEADLINE &&
     (released[best] && able[n] >= place * WAIT || age[NP(n, best)] >= SILENT_AGE + place * WAIT) -> sign()
#endif
  :: else
  fi;
  best = 0; live = 0; place = 0
}

inline sign() {
  parent[n] = best;
  if
  :: best == NONE -> term[n] = 1
  :: else -> term[n] = term[best] + 1
  fi;
  printf("step %d: %d signs term %d\n", now, n, term[n]);
  age[NP(n, n)] = 1;
  left[n] = PROOF;
  p = 0;
  do
  :: p < N ->
     if
     :: p != n -> way[NP(p, n)] = 1
     :: else
     fi;
     p++
  :: else -> break
  od;
  p = 0
}

init {
  atomic {
    do
    :: n < N -> is[n] = alive; parent[n] = NONE; n++
    :: else -> break
    od;
    n = 0
  };
  do
  :: atomic { now <= DEADLINE && !proven ->
       DISTURB(0) DISTURB(1) DISTURB(2)
       DELIVER(0, 1) DELIVER(0, 2) DELIVER(1, 0) DELIVER(1, 2) DELIVER(2, 0) DELIVER(2, 1)
       d_step { act(); now++ } }
  :: else -> break
  od
}

ltl provenInTime { <> (proven && now <= DEADLINE + 1) }
