package io.kindling.driver.internal.cli.output;

import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Help that shows options as they are typed: {@code --epochs N}, and switches without a value. */
public final class HelpText extends Help {
    public HelpText(CommandSpec command, ColorScheme colors) {
        super(command, colors);
    }

    @Override
    public IParamLabelRenderer parameterLabelRenderer() {
        return new IParamLabelRenderer() {
            @Override
            public Ansi.Text renderParameterLabel(ArgSpec argument, Ansi ansi, List<Ansi.IStyle> styles) {
                boolean isSwitch = argument.type() == boolean.class;
                String blank = argument instanceof OptionSpec ? " " : "";
                return ansi.new Text(isSwitch ? "" : blank + argument.paramLabel(), colorScheme());
            }

            @Override
            public String separator() {
                return "";
            }
        };
    }
}
