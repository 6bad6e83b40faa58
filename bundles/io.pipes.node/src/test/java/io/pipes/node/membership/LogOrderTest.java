// SPDX-License-Identifier: Apache-2.0
// Copyright The Pipes authors
package io.pipes.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import io.pipes.api.network.Role;
import io.pipes.testkit.scale.Scale;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is valid depends on the operations, not on the order in which they come. */
@Tag("long")
class LogOrderTest {
    private final Story story = new Story(1);

    @Test
    void of_two_admins_who_remove_each_other_the_earlier_one_stays() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add boris", "olga", "boris", Role.ADMIN, "add anna");
        story.remove("boris removes anna", "boris", "anna", "add boris");
        story.remove("anna removes boris", "anna", "boris", "add boris");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", "anna");
        assertThat(outcome.valid()).contains("anna removes boris").doesNotContain("boris removes anna");
    }

    @Test
    void of_an_owner_and_an_admin_who_remove_each_other_the_owner_stays() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add petra", "olga", "petra", Role.ADMIN, "add anna");
        story.assign("petra owner", "olga", "petra", Role.OWNER, "add petra");
        story.remove("anna removes petra before", "anna", "petra", "add petra");
        story.remove("petra removes anna", "petra", "anna", "petra owner");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", "petra").containsEntry("petra", Role.OWNER);
    }

    @Test
    void of_admins_added_at_the_same_time_the_hash_of_the_add_decides() {
        Operation anna = story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        Operation boris = story.add("add boris", "olga", "boris", Role.ADMIN, "genesis");
        story.remove("anna removes boris", "anna", "boris", "add anna", "add boris");
        story.remove("boris removes anna", "boris", "anna", "add anna", "add boris");

        Story.Outcome outcome = sameInAllOrders();

        String stays = anna.id().compareTo(boris.id()) < 0 ? "anna" : "boris";
        assertThat(outcome.members()).containsOnlyKeys("olga", stays);
    }

    @Test
    void in_a_circle_of_removals_the_highest_one_stands_and_the_others_follow_from_it() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add boris", "olga", "boris", Role.ADMIN, "add anna");
        story.add("add clara", "olga", "clara", Role.ADMIN, "add boris");
        story.remove("anna removes boris", "anna", "boris", "add clara");
        story.remove("boris removes clara", "boris", "clara", "add clara");
        story.remove("clara removes anna", "clara", "anna", "add clara");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", "anna", "clara");
    }

    @Test
    void a_chain_of_removals_without_a_circle_is_no_matter_of_rank() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add boris", "olga", "boris", Role.ADMIN, "add anna");
        story.add("add clara", "olga", "clara", Role.ADMIN, "add boris");
        story.remove("clara removes boris", "clara", "boris", "add clara");
        story.remove("boris removes anna", "boris", "anna", "add clara");

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga", "anna", "clara");
    }

    @Test
    void whoever_a_removed_admin_brought_in_behind_the_removal_goes_with_it_and_so_do_their_friends() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.remove("olga removes anna", "olga", "anna", "add anna");
        story.add("add puppet", "anna", "puppet", Role.ADMIN, "add anna");
        story.add("add friend", "puppet", "friend", Role.ADMIN, "add puppet");
        story.remove("friend removes anna's remover", "friend", "olga", "add friend");
        story.state("friend speaks", "friend", "add friend");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga");
        assertThat(outcome.valid()).containsExactlyInAnyOrder("genesis", "add anna", "olga removes anna");
    }

    @Test
    void what_lies_in_the_past_of_a_removal_stays() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add boris", "anna", "boris", Role.WRITER, "add anna");
        story.state("anna speaks", "anna", "add boris");
        story.remove("olga removes anna", "olga", "anna", "anna speaks");
        story.state("anna speaks too late", "anna", "anna speaks");
        story.state("boris speaks", "boris", "olga removes anna");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", "boris");
        assertThat(outcome.valid()).contains("anna speaks", "boris speaks").doesNotContain("anna speaks too late");
    }

    @Test
    void whoever_knows_of_its_removal_and_speaks_on_is_not_heard_at_all() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.remove("olga removes anna", "olga", "anna", "add anna");
        story.state("anna speaks", "anna", "olga removes anna");
        story.add("anna comes back", "olga", "anna", Role.READER, "olga removes anna");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.taken()).containsExactlyInAnyOrder("genesis", "add anna", "olga removes anna");
    }

    @Test
    void a_removal_that_lost_counts_again_when_the_one_it_lost_to_is_void() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add boris", "olga", "boris", Role.ADMIN, "add anna");
        story.remove("anna removes boris", "anna", "boris", "add boris");
        story.remove("boris removes anna", "boris", "anna", "add boris");
        story.remove("olga removes anna", "olga", "anna", "add boris");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", "boris");
        assertThat(outcome.valid()).contains("boris removes anna").doesNotContain("anna removes boris");
    }

    @Test
    void of_assignments_at_the_same_time_the_higher_author_counts_and_then_the_weaker_role() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add ben", "olga", "ben", Role.WRITER, "add anna");
        story.assign("olga: admin", "olga", "ben", Role.ADMIN, "add ben");
        story.assign("anna: relay", "anna", "ben", Role.RELAY, "add ben");
        story.assign("olga: reader", "olga", "ben", Role.READER, "add ben");

        assertThat(sameInAllOrders().members()).containsEntry("ben", Role.READER);
    }

    @Test
    void nobody_lower_undoes_by_an_old_operation_what_an_owner_gave() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add ben", "anna", "ben", Role.WRITER, "add anna");
        story.assign("ben owner", "olga", "ben", Role.OWNER, "add ben");
        story.add("add ben again", "anna", "ben", Role.RELAY, "add anna");
        story.assign("ben relay", "anna", "ben", Role.RELAY, "add ben");
        story.remove("anna removes ben", "anna", "ben", "add ben");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsEntry("ben", Role.OWNER);
        assertThat(outcome.valid()).doesNotContain("anna removes ben");
    }

    @Test
    void who_was_demoted_cannot_pretend_to_have_acted_before() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.assign("anna writer", "olga", "anna", Role.WRITER, "add anna");
        story.add("add puppet", "anna", "puppet", Role.ADMIN, "add anna");
        story.state("puppet speaks", "puppet", "add puppet");
        story.state("anna speaks", "anna", "add anna");
        story.state("anna speaks later", "anna", "anna writer");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", "anna");
        assertThat(outcome.valid())
                .contains("anna speaks", "anna speaks later")
                .doesNotContain("add puppet", "puppet speaks");
    }

    @Test
    void who_is_promoted_again_does_what_the_new_role_allows() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.assign("anna reader", "olga", "anna", Role.READER, "add anna");
        story.assign("anna admin", "olga", "anna", Role.ADMIN, "anna reader");
        story.add("add ben", "anna", "ben", Role.WRITER, "anna admin");
        story.state("anna speaks too early", "anna", "add anna");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", "anna", "ben");
        assertThat(outcome.valid()).doesNotContain("anna speaks too early");
    }

    @Test
    void of_two_admins_who_demote_each_other_the_earlier_one_stays() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add boris", "olga", "boris", Role.ADMIN, "add anna");
        story.assign("anna demotes boris", "anna", "boris", Role.READER, "add boris");
        story.assign("boris demotes anna", "boris", "anna", Role.READER, "add boris");

        assertThat(sameInAllOrders().members())
                .containsEntry("anna", Role.ADMIN)
                .containsEntry("boris", Role.READER);
    }

    @Test
    void what_an_owner_gave_is_not_cut_by_an_old_demotion_of_a_lower_one() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add ben", "olga", "ben", Role.READER, "add anna");
        story.assign("ben admin", "olga", "ben", Role.ADMIN, "add ben");
        story.add("add carl", "ben", "carl", Role.WRITER, "ben admin");
        story.assign("ben relay", "anna", "ben", Role.RELAY, "add ben");

        assertThat(sameInAllOrders().members()).containsEntry("ben", Role.ADMIN).containsEntry("carl", Role.WRITER);
    }

    @Test
    void who_left_stays_away_whatever_becomes_of_its_role() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add ben", "olga", "ben", Role.WRITER, "add anna");
        story.assign("ben reader", "anna", "ben", Role.READER, "add ben");
        story.remove("ben leaves", "ben", "ben", "ben reader");
        story.remove("olga removes anna", "olga", "anna", "add ben");

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga");
    }

    @Test
    void a_node_that_leaves_is_gone_whatever_else_happens() {
        story.add("add anna", "olga", "anna", Role.READER, "genesis");
        story.remove("anna leaves", "anna", "anna", "add anna");
        story.assign("anna admin", "olga", "anna", Role.ADMIN, "add anna");
        story.assign("anna owner", "olga", "anna", Role.OWNER, "anna admin");

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga");
    }

    @Test
    void two_who_add_the_same_node_add_it_once() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("olga adds ben", "olga", "ben", Role.READER, "add anna");
        story.add("anna adds ben", "anna", "ben", Role.ADMIN, "add anna");
        story.remove("olga removes anna", "olga", "anna", "olga adds ben");
        story.state("ben speaks", "ben", "anna adds ben");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsEntry("ben", Role.READER);
        assertThat(outcome.valid()).doesNotContain("anna adds ben", "ben speaks");
    }

    @Test
    void roles_end_where_they_end() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add rita", "olga", "rita", Role.READER, "add anna");
        story.add("anna makes an owner", "anna", "boss", Role.OWNER, "add rita");
        story.assign("anna promotes herself", "anna", "anna", Role.OWNER, "add rita");
        story.remove("anna removes olga", "anna", "olga", "add rita");
        story.state("rita speaks", "rita", "add rita");

        assertThat(sameInAllOrders().taken()).containsExactlyInAnyOrder("genesis", "add anna", "add rita");
    }

    @Test
    void a_key_that_was_given_before_is_not_given_to_another_node_also_when_its_node_was_removed() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add ben", "olga", "ben", Role.READER, "add anna");
        story.remove("olga removes ben", "olga", "ben", "add ben");
        story.thief("like olga", "olga");
        story.thief("like ben", "ben");
        story.add("anna adds another olga", "anna", "like olga", Role.READER, "olga removes ben");
        story.add("anna adds another ben", "anna", "like ben", Role.READER, "olga removes ben");

        assertThat(sameInAllOrders().taken())
                .containsExactlyInAnyOrder("genesis", "add anna", "add ben", "olga removes ben");
    }

    @Test
    void of_two_nodes_that_got_one_key_at_the_same_time_the_one_of_the_higher_author_is_a_member() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.state("olga speaks", "olga", "add anna");
        story.add("add ben", "olga", "ben", Role.READER, "olga speaks");
        story.thief("thief", "ben");
        story.add("add thief", "anna", "thief", Role.ADMIN, "add anna");
        story.add("add friend", "thief", "friend", Role.ADMIN, "add thief");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", "anna", "ben");
        assertThat(outcome.taken()).contains("add thief", "add friend");
        assertThat(outcome.valid()).doesNotContain("add thief", "add friend");
    }

    @Test
    void of_two_nodes_that_got_one_key_from_equals_the_canonical_order_decides() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add boris", "olga", "boris", Role.ADMIN, "add anna");
        story.add("anna adds ben", "anna", "ben", Role.READER, "add boris");
        story.state("boris speaks", "boris", "add boris");
        story.thief("thief", "ben");
        story.add("boris adds thief", "boris", "thief", Role.READER, "boris speaks");

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga", "anna", "boris", "ben");
    }

    @Test
    void whose_key_a_removed_admin_gave_away_keeps_it() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add boris", "olga", "boris", Role.ADMIN, "add anna");
        story.remove("olga removes anna", "olga", "anna", "add boris");
        story.add("boris adds ben", "boris", "ben", Role.READER, "olga removes anna");
        story.thief("thief", "ben");
        story.add("anna adds thief", "anna", "thief", Role.ADMIN, "add anna");
        story.remove("thief removes boris", "thief", "boris", "anna adds thief", "add boris");

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga", "boris", "ben");
    }

    @Test
    void nobody_lower_removes_an_owner_by_giving_its_key_to_another_node() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.state("anna speaks", "anna", "add anna");
        story.add("add ben", "anna", "ben", Role.READER, "anna speaks");
        story.assign("ben owner", "olga", "ben", Role.OWNER, "add ben");
        story.thief("thief", "ben");
        story.add("add thief", "anna", "thief", Role.ADMIN, "add anna");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", "anna", "ben").containsEntry("ben", Role.OWNER);
    }

    @Test
    void a_node_from_a_backup_takes_the_place_of_the_old_one_and_what_that_has_done_meanwhile_counts() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.succeed("anna again", "anna", story.heir("heir", "anna"), "add anna");
        story.add("add ben meanwhile", "anna", "ben", Role.WRITER, "add anna");
        story.state("ben speaks", "ben", "add ben meanwhile");
        story.add("add clara", "heir", "clara", Role.READER, "anna again");
        story.state("anna speaks", "anna", "anna again");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members())
                .containsOnlyKeys("olga", "heir", "ben", "clara")
                .containsEntry("heir", Role.ADMIN);
        assertThat(outcome.valid()).contains("ben speaks");
        assertThat(outcome.taken()).doesNotContain("anna speaks");
    }

    @Test
    void of_two_nodes_from_one_backup_the_one_of_the_smaller_hash_is_a_member_and_what_both_did_counts() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        Operation one = story.succeed("one", "anna", story.heir("first heir", "anna"), "add anna");
        Operation other = story.succeed("other", "anna", story.heir("second heir", "anna"), "add anna");
        story.add("add ben", "first heir", "ben", Role.WRITER, "one");
        story.add("add clara", "second heir", "clara", Role.WRITER, "other");

        Story.Outcome outcome = sameInAllOrders();

        String winner = one.id().compareTo(other.id()) < 0 ? "first heir" : "second heir";
        assertThat(outcome.members()).containsOnlyKeys("olga", winner, "ben", "clara");
        assertThat(outcome.valid()).contains("one", "other");
    }

    @Test
    void who_knows_that_another_one_has_its_place_speaks_no_more_nor_do_those_to_whom_it_handed_it_on() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        Operation one = story.succeed("one", "anna", story.heir("first heir", "anna"), "add anna");
        Operation other = story.succeed("other", "anna", story.heir("second heir", "anna"), "add anna");
        boolean first = one.id().compareTo(other.id()) < 0;
        String loser = first ? "second heir" : "first heir";
        story.succeed("loser again", loser, story.heir("third heir", loser), first ? "other" : "one");
        story.state("loser speaks", loser, "one", "other");
        story.state("third heir speaks", "third heir", "one", "loser again");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", first ? "first heir" : "second heir");
        assertThat(outcome.taken()).contains("loser again").doesNotContain("loser speaks");
    }

    @Test
    void who_was_removed_or_demoted_at_the_same_time_does_not_escape_into_another_node() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.add("add ben", "olga", "ben", Role.ADMIN, "add anna");
        story.succeed("anna again", "anna", story.heir("heir", "anna"), "add ben");
        story.succeed("ben again", "ben", story.heir("ben's heir", "ben"), "add ben");
        story.remove("olga removes anna", "olga", "anna", "add ben");
        story.assign("ben reads", "olga", "ben", Role.READER, "add ben");

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga", "ben").containsEntry("ben", Role.READER);
    }

    @Test
    void a_node_that_was_succeeded_can_still_be_removed_and_its_successor_stays() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.succeed("anna again", "anna", story.heir("heir", "anna"), "add anna");
        story.remove("heir removes anna", "heir", "anna", "anna again");
        story.add("a thief adds a puppet", "anna", "puppet", Role.ADMIN, "add anna");
        story.add("olga adds anna", "olga", "anna", Role.ADMIN, "anna again");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", "heir");
        assertThat(outcome.taken()).doesNotContain("olga adds anna");
    }

    @Test
    void who_was_removed_does_not_come_back_by_the_keys_of_the_node_whose_place_it_took() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.succeed("anna again", "anna", story.heir("heir", "anna"), "add anna");
        story.remove("olga removes heir", "olga", "heir", "anna again");
        story.succeed("anna once more", "anna", story.heir("second heir", "anna"), "add anna");
        story.add("anna adds a puppet", "anna", "puppet", Role.ADMIN, "add anna");
        story.add("puppet adds a friend", "puppet", "friend", Role.ADMIN, "anna adds a puppet");

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga");
    }

    @Test
    void who_was_demoted_does_not_escape_by_the_keys_of_the_node_whose_place_it_took() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        story.succeed("anna again", "anna", story.heir("heir", "anna"), "add anna");
        story.assign("heir reads", "olga", "heir", Role.READER, "anna again");
        story.succeed("anna once more", "anna", story.heir("second heir", "anna"), "add anna");
        story.add("anna adds a puppet", "anna", "puppet", Role.ADMIN, "add anna");

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga", "heir").containsEntry("heir", Role.READER);
    }

    @Test
    void who_was_removed_does_not_come_back_by_a_node_that_lost_the_place_to_it() {
        String place = twoHeirs();
        story.remove("olga removes the heir", "olga", place, "one", "other");
        story.add("the other adds a puppet", otherThan(place), "puppet", Role.ADMIN, lost(place));
        story.succeed("the other goes on", otherThan(place), story.heir("third heir", "anna"), lost(place));

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga");
    }

    @Test
    void who_was_demoted_does_not_escape_by_a_node_that_lost_the_place_to_it() {
        String place = twoHeirs();
        story.assign("the heir reads", "olga", place, Role.READER, "one", "other");
        story.add("the other adds a puppet", otherThan(place), "puppet", Role.ADMIN, lost(place));

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga", place).containsEntry(place, Role.READER);
    }

    @Test
    void who_was_removed_does_not_come_back_by_what_a_node_that_lost_the_place_handed_on() {
        String place = twoHeirs();
        story.succeed("the other goes on", otherThan(place), story.heir("third heir", "anna"), lost(place));
        story.remove("olga removes the heir", "olga", place, "one", "other", "the other goes on");
        story.add("the third adds a puppet", "third heir", "puppet", Role.ADMIN, "the other goes on");

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga");
    }

    @Test
    void the_end_of_a_node_that_lost_the_place_does_not_reach_the_one_that_has_it() {
        String place = twoHeirs();
        story.remove("olga removes the other", "olga", otherThan(place), "one", "other");
        story.add("the heir adds ben", place, "ben", Role.WRITER, "one", "other");

        assertThat(sameInAllOrders().members()).containsOnlyKeys("olga", place, "ben");
    }

    /** Who of two heirs of one backup, made without knowing, has the place. */
    private String twoHeirs() {
        story.add("add anna", "olga", "anna", Role.ADMIN, "genesis");
        Operation one = story.succeed("one", "anna", story.heir("first heir", "anna"), "add anna");
        Operation other = story.succeed("other", "anna", story.heir("second heir", "anna"), "add anna");
        return one.id().compareTo(other.id()) < 0 ? "first heir" : "second heir";
    }

    private static String otherThan(String heir) {
        return heir.equals("first heir") ? "second heir" : "first heir";
    }

    /** By which succession the other one lost. */
    private static String lost(String heir) {
        return heir.equals("first heir") ? "other" : "one";
    }

    @Test
    void a_node_is_succeeded_by_its_own_identity_whatever_its_role_and_the_successor_again() {
        story.add("add rita", "olga", "rita", Role.READER, "genesis");
        story.succeed("rita by ben", "rita", "ben", "add rita");
        story.succeed("rita again", "rita", story.heir("heir", "rita"), "add rita");
        story.assign("heir writes", "olga", "heir", Role.WRITER, "rita again");
        story.succeed("heir again", "heir", story.heir("heir of heir", "heir"), "heir writes");
        story.succeed("rita once more", "rita", story.heir("late", "rita"), "rita again");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members())
                .containsOnlyKeys("olga", "heir of heir")
                .containsEntry("heir of heir", Role.WRITER);
        assertThat(outcome.taken()).doesNotContain("rita by ben", "rita once more");
    }

    @Test
    void nobody_voids_the_restore_of_another_one_by_claiming_a_key_of_it() {
        story.add("add xenia", "olga", "xenia", Role.WRITER, "genesis");
        story.add("add ulla", "olga", "ulla", Role.WRITER, "add xenia");
        story.succeed("ulla again", "ulla", story.heir("heir", "ulla"), "add ulla");
        story.state("heir speaks", "heir", "ulla again");
        story.succeed("by link key", "xenia", story.linkForger("liar", "xenia", "heir"), "add xenia");
        story.succeed("by signing key", "xenia", story.signingForger("thief", "xenia", "heir"), "add xenia");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.members()).containsOnlyKeys("olga", "xenia", "heir");
        assertThat(outcome.valid()).contains("ulla again", "heir speaks");
        assertThat(outcome.taken()).doesNotContain("by link key", "by signing key");
    }

    @Test
    void what_a_successor_signed_is_good_for_one_predecessor_only() {
        story.add("add xenia", "olga", "xenia", Role.WRITER, "genesis");
        story.add("add ulla", "olga", "ulla", Role.WRITER, "add xenia");
        Action.Succeed own =
                (Action.Succeed) story.succeed("ulla again", "ulla", story.heir("heir", "ulla"), "add ulla")
                        .action();
        Newcomer bound = story.newcomer(story.rebound("heir of xenia", "xenia", "heir"));
        story.tell("xenia again", "xenia", new Action.Succeed(bound, own.possession()), "add xenia");

        Story.Outcome outcome = sameInAllOrders();

        assertThat(outcome.taken()).doesNotContain("xenia again");
        assertThat(outcome.valid()).contains("ulla again");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void random_histories_have_one_outcome(long seed) {
        int rounds = Scale.of(2, 50);
        for (int round = 0; round < rounds; round++) {
            Story wild = RandomStory.of(100 * seed + round, 6);
            sameInAllOrders(wild);
        }
        Story large = RandomStory.of(seed, 60);
        Story.Outcome outcome = large.outcome();
        assertThat(outcome.taken()).as("seed %d tells something", seed).hasSizeGreaterThan(15);
        List<Operation> order = new ArrayList<>(large.operations.values());
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            Collections.shuffle(order, random);
            assertThat(large.outcome(order)).as("seed %d, order %d", seed, i).isEqualTo(outcome);
        }
    }

    private Story.Outcome sameInAllOrders() {
        return sameInAllOrders(story);
    }

    private static Story.Outcome sameInAllOrders(Story story) {
        Story.Outcome outcome = story.outcome();
        List<Operation> all = new ArrayList<>(story.operations.values());
        all.remove(story.genesis);
        assertThat(all).hasSizeLessThanOrEqualTo(6);
        permute(all, 0, order -> assertThat(story.outcome(order)).isEqualTo(outcome));
        return outcome;
    }

    private static void permute(List<Operation> list, int from, Consumer<List<Operation>> visitor) {
        if (from == list.size()) {
            visitor.accept(list);
        }
        for (int i = from; i < list.size(); i++) {
            Collections.swap(list, from, i);
            permute(list, from + 1, visitor);
            Collections.swap(list, from, i);
        }
    }
}
