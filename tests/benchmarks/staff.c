/* A month of everybody's working life, written by hand for speed: the limit that the model's numpy
   is measured against. The rules, draws and number types of sim/model/month/workforce.py with every
   mechanism of staff switched on. Compiled without -ffast-math, so that sums keep their order. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define GOLDEN 0x9E3779B97F4A7C15ULL
#define FIRST 0xBF58476D1CE4E5B9ULL
#define SECOND 0x94D049BB133111EBULL
#define UNIT 0x1p-53
#define MONTHS 12
#define MOST_POSTS 4096 /* posts of one lot; the caller checks */

typedef struct {
    /* one row a post */
    const uint64_t *identity;
    uint64_t *person;
    uint8_t *is_on, *is_filled, *is_member;
    int32_t *nth_holder, *tenure;
    double *reward, *log_reward, *personal, *commitment;
    /* one row a lot */
    const int32_t *first_post, *n_posts, *holder, *required, *end, *harmonise;
    const int8_t *service;
    const uint8_t *is_open;
    double *mean_reward, *pay, *agency;
    int32_t *hires, *leavers, *leavers_first, *leavers_protected;
    int32_t *filled_at_start, *filled_first, *filled_protected;
    /* one row a provider */
    const double *offer, *voice;
    const int8_t *stage;
    const uint8_t *is_mutual;
    double *members;
    /* one row a service */
    const double *leaving_base, *fill_base, *council_reward;
    /* room for one row a lot */
    double *people, *protected_, *rewards, *rewards_protected;
    /* keys of this month's draws */
    uint64_t leaving_key, hiring_key, person_key;
    int64_t n_lots, n_providers, n_teams, month, n_services;
    double (*ndtri)(double, int);
    double agency_cover, agency_premium, base_commitment, commitment_step, fill_elasticity;
    double first_year_factor, insecurity, insecurity_months, personal_spread, pull, slope, tier_gap;
    double unfairness, voice_gain, voice_full, voice_dilution, workload;
} Month;

static inline uint64_t mixed(uint64_t z) {
    z = (z ^ (z >> 30)) * FIRST;
    z = (z ^ (z >> 27)) * SECOND;
    return z ^ (z >> 31);
}

static inline double draw(uint64_t key, uint64_t identity) {
    return (double)(mixed(identity * GOLDEN + key) >> 11) * UNIT;
}

static inline double clipped(double value) {
    value = value > 0.0 ? value : 0.0;
    return value < 1.0 ? value : 1.0;
}

/* Who is in post, on which terms; also the least log of a reward. */
static double look_at_staff(Month *m) {
    double least = 0.0;
    memset(m->members, 0, (size_t)m->n_providers * sizeof(double));
    for (int64_t lot = 0; lot < m->n_lots; lot++) {
        const int64_t from = m->first_post[lot], to = from + m->n_posts[lot];
        if (m->harmonise[lot] == m->month)
            for (int64_t i = from; i < to; i++) m->reward[i] = 1.0, m->log_reward[i] = 0.0;
        const double line = m->offer[m->holder[lot]] + m->tier_gap;
        double people = 0, protected_ = 0, rewards = 0, rewards_protected = 0;
        int32_t first = 0;
        for (int64_t i = from; i < to; i++) {
            const double filled = m->is_filled[i];
            const double above = filled * (m->reward[i] > line);
            people += filled;
            protected_ += above;
            rewards += m->reward[i] * filled;
            rewards_protected += m->reward[i] * above;
            first += m->is_filled[i] & (m->nth_holder[i] == 0);
            least = m->log_reward[i] < least ? m->log_reward[i] : least;
        }
        m->people[lot] = people;
        m->protected_[lot] = protected_;
        m->rewards[lot] = rewards;
        m->rewards_protected[lot] = rewards_protected;
        m->filled_at_start[lot] = (int32_t)people;
        m->filled_first[lot] = first;
        m->filled_protected[lot] = (int32_t)protected_;
        m->members[m->holder[lot]] += people * m->is_open[lot];
    }
    return least;
}

/* Where commitment is heading in a lot, for people on protected and on new terms. */
static void headings(const Month *m, int64_t lot, double *protected_, double *new_) {
    const int32_t holder = m->holder[lot];
    const double crowd = fmax(m->members[holder], m->voice_full) / m->voice_full;
    const double said = m->voice_gain * m->voice[holder] * pow(crowd, -m->voice_dilution);
    const double needed = m->required[lot] > 1 ? m->required[lot] : 1;
    double level = m->base_commitment + said;
    if (m->is_open[lot] && holder >= m->n_teams) {
        const double left = fmin(fmax((double)(m->end[lot] - m->month), 0.0), m->insecurity_months);
        level -= m->insecurity * (1 - left / m->insecurity_months);
    }
    if (m->is_open[lot])
        level -= m->workload * clipped(1 - m->people[lot] / needed) * (1 - m->agency_cover);
    const double people = m->people[lot], old = m->protected_[lot], fresh = people - old;
    *protected_ = *new_ = level;
    if (old > 0 && fresh > 0) {
        const double gap = fabs(m->rewards_protected[lot] / old
                                - (m->rewards[lot] - m->rewards_protected[lot]) / fresh);
        *protected_ -= m->unfairness * (fresh / people) * gap;
        *new_ -= m->unfairness * (1 - fresh / people) * gap;
    }
}

/* Commitment moves, a month passes, people leave. `most`: a bound on anybody's monthly rate. */
static void live(Month *m, int64_t lot, double most, double log_base) {
    const int64_t from = m->first_post[lot], n = m->n_posts[lot];
    const double line = m->offer[m->holder[lot]] + m->tier_gap;
    double draws[MOST_POSTS], for_protected, for_new;
    headings(m, lot, &for_protected, &for_new);
    const uint64_t *restrict person = m->person + from, key = m->leaving_key;
    const uint8_t *restrict is_filled = m->is_filled + from;
    const double *restrict reward = m->reward + from, *restrict personal = m->personal + from;
    double *restrict commitment = m->commitment + from;
    int32_t *restrict tenure = m->tenure + from;
    const double step = m->commitment_step;
    for (int64_t i = 0; i < n; i++) draws[i] = draw(key, person[i]);
    for (int64_t i = 0; i < n; i++) {
        const double level = reward[i] > line ? for_protected : for_new;
        const double heading = clipped(level + personal[i]);
        commitment[i] += step * (heading - commitment[i]);
        tenure[i] += is_filled[i];
    }
    m->leavers[lot] = m->leavers_first[lot] = m->leavers_protected[lot] = 0;
    for (int64_t i = 0; i < n; i++) {
        const int64_t post = from + i;
        if (!(m->is_filled[post] && draws[i] < most)) continue;
        double rate = exp(log_base - m->pull * m->log_reward[post]
                          - m->slope * (m->commitment[post] - m->base_commitment));
        if (m->tenure[post] < MONTHS) rate *= m->first_year_factor;
        if (draws[i] >= -expm1(-rate / MONTHS)) continue;
        m->is_filled[post] = 2; /* leaves; the post is vacant from now on, but not filled this month */
        m->leavers[lot]++;
        m->leavers_first[lot] += m->nth_holder[post] == 0;
        m->leavers_protected[lot] += m->reward[post] > line;
    }
}

/* Fill posts that were vacant when the month began; then pay everybody. */
static void hire_and_pay(Month *m, int64_t lot) {
    const int64_t from = m->first_post[lot], to = from + m->n_posts[lot];
    const int32_t holder = m->holder[lot], service = m->service[lot];
    const double offer = m->offer[holder], log_offer = log(offer);
    double chance = clipped(m->fill_base[service] * exp(m->fill_elasticity * log_offer));
    if (m->stage[holder] > 0) chance = 0.0;
    double people = 0.0, rewards = 0.0;
    m->hires[lot] = 0;
    for (int64_t i = from; i < to; i++) {
        if (m->is_filled[i] == 2) {
            m->is_filled[i] = 0;
        } else if (m->is_on[i] && !m->is_filled[i] && draw(m->hiring_key, m->identity[i]) < chance) {
            m->is_filled[i] = 1;
            m->nth_holder[i]++;
            const uint64_t lead = mixed(m->identity[i] + 1);
            m->person[i] = mixed(lead * GOLDEN + 1 + (uint64_t)m->nth_holder[i]);
            const double luck = draw(m->person_key, m->person[i]) + UNIT / 2;
            m->personal[i] = m->personal_spread * m->ndtri(luck, 0);
            m->commitment[i] = clipped(m->base_commitment + m->personal[i]);
            m->reward[i] = offer;
            m->log_reward[i] = log_offer;
            m->tenure[i] = 0;
            m->is_member[i] = m->is_mutual[holder];
            m->hires[lot]++;
        }
        people += m->is_filled[i];
        rewards += m->reward[i] * m->is_filled[i];
    }
    m->mean_reward[lot] = people > 0 ? rewards / people : 1.0;
    m->pay[lot] = rewards * m->council_reward[service] / MONTHS;
    const double vacant = fmax(m->required[lot] - people, 0.0) * m->is_open[lot];
    m->agency[lot] = vacant * m->agency_cover * m->agency_premium * m->council_reward[service] / MONTHS;
}

void work_a_month(Month *m) {
    const double least = look_at_staff(m);
    const double worst = exp(m->pull * -least + m->slope * m->base_commitment)
                         * fmax(m->first_year_factor, 1.0) / MONTHS;
    for (int64_t lot = 0; lot < m->n_lots; lot++) {
        const double base = m->leaving_base[m->service[lot]];
        live(m, lot, base * worst, log(base));
        hire_and_pay(m, lot);
    }
}

/* Read and write as much memory as a large array holds, to see how fast memory is. */
void sweep(double *column, int64_t n) {
    for (int64_t i = 0; i < n; i++) column[i] += 1.0;
}
