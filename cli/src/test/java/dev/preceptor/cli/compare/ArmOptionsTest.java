package dev.preceptor.cli.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.cli.CommandException;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.specification.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArmOptionsTest {

    @Test
    void eachMethodIsTakenAtEachFractionOnce() {
        assertThat(ArmOptions.combinations(List.of(Method.INPD, Method.PERSD, Method.INPD), List.of(0.33, 1.0)))
                .extracting(Arm::label)
                .containsExactly("inpd-0.33", "inpd", "persd-0.33", "persd");
    }

    @Test
    void whatIsNoMethodIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> ArmOptions.method("persd-recombined"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--methods")
                .hasMessageContaining("'persd-recombined'")
                .hasMessageContaining("stand, inpd, inpd-refine, inpd-combined, persd, persd-refine, persd-combined");
    }

    @Test
    void whatIsNoShareIsRefused() {
        for (String text : List.of("0", "-0.5", "1.5", "NaN", "a third", "")) {
            assertThatThrownBy(() -> ArmOptions.fraction(text))
                    .as(text)
                    .isInstanceOf(CommandException.class)
                    .hasMessageContaining("--fractions");
        }
        assertThat(ArmOptions.fraction(" 0.33 ")).isEqualTo(0.33);
    }
}
