package io.kindling.program.internal.collective;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.program.internal.collective.ShardAssignment.Member;
import io.kindling.program.internal.collective.ShardAssignment.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardAssignmentTest {
    private static List<Member> members(int capacity, String... ids) {
        return List.of(ids).stream().map(id -> new Member(id, capacity)).toList();
    }

    private static ShardAssignment assign(int shards, List<Member> members) {
        return ShardAssignment.ofNobody(shards).to(members);
    }

    private static String text(ShardAssignment assignment) {
        List<String> ids = new ArrayList<>();
        for (int shard = 0; shard < assignment.shards(); shard++) {
            ids.add(assignment.memberOf(shard));
        }
        return String.join("", ids);
    }

    @Test
    void equalMembers_haveEqualContiguousRanges() {
        assertThat(text(assign(4, members(1, "a", "b")))).isEqualTo("aabb");
        assertThat(text(assign(8, members(4, "a", "b")))).isEqualTo("aaaabbbb");
        assertThat(text(assign(4, members(1, "a", "b", "c")))).isEqualTo("abcc");
    }

    @Test
    void ranges_areInProportionToCapacity() {
        List<Member> members = List.of(new Member("a", 1), new Member("b", 3));
        assertThat(text(assign(8, members))).isEqualTo("aabbbbbb");
    }

    @Test
    void moreMembersThanShards_leavesSomeWithoutShards() {
        assertThat(assign(2, members(1, "a", "b", "c")).ranges())
                .extracting(Range::size)
                .containsExactly(0, 1, 1);
    }

    @ParameterizedTest
    @CsvSource({
        // Nothing changed.
        "abc, cba, aaaabbbbcccc",
        // One was lost: the others keep theirs.
        "abc, ac, aaaaaacccccc",
        // One was replaced at once.
        "abc, adc, aaaaddddcccc",
        // All were replaced.
        "abc, xy, xxxxxxyyyyyy",
    })
    void change_movesAsFewShardsAsBalanceNeeds(String before, String after, String expected) {
        ShardAssignment first = assign(12, members(1, before.split("")));
        String moved = text(first.to(members(1, after.split(""))));
        assertThat(moved).isEqualTo(expected);
    }

    @Test
    void replacementOfALostMember_takesItsShareFromTheOther() {
        ShardAssignment alone = assign(4, members(1, "a", "b")).to(members(1, "b"));
        assertThat(text(alone)).isEqualTo("bbbb");
        assertThat(text(alone.to(members(1, "b", "c"))).chars().filter(each -> each == 'c'))
                .hasSize(2);
    }

    @Test
    void anyHistory_givesBalancedRangesOfAllShards() {
        Random random = new Random(7);
        for (int run = 0; run < 200; run++) {
            int shards = 1 + random.nextInt(40);
            ShardAssignment assignment = ShardAssignment.ofNobody(shards);
            for (int change = 0; change < 10; change++) {
                List<Member> present = new ArrayList<>();
                for (int id = 0; id < 8; id++) {
                    if (random.nextBoolean()) {
                        present.add(new Member("m" + id, 1 + id % 3));
                    }
                }
                assignment = assignment.to(present);
                requireBalanced(assignment, present);
            }
        }
    }

    private static void requireBalanced(ShardAssignment assignment, List<Member> present) {
        assertThat(assignment.ranges()).extracting(Range::member).containsExactlyInAnyOrderElementsOf(present);
        double total = present.stream().mapToInt(Member::capacity).sum();
        int next = 0;
        for (Range range : assignment.ranges()) {
            assertThat(range.from()).isEqualTo(next);
            assertThat((double) range.size())
                    .isBetween(
                            assignment.shards() * range.member().capacity() / total - 1,
                            assignment.shards() * range.member().capacity() / total + 1);
            next = range.to();
        }
        assertThat(next).isEqualTo(present.isEmpty() ? 0 : assignment.shards());
    }
}
