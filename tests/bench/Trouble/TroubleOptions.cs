using System.Globalization;

namespace Plum.Bench.Trouble;

/// <summary>What ./trouble is to do.</summary>
internal sealed record TroubleOptions
{
    public const string Usage = """
        ./trouble         kills the service and its carrier while they place calls, and checks that every promise holds
          --times N       how often the service is killed, or whatever --by says (default 100)
          --peer N        how often the carrier is killed besides (default 20; 0 with the simulated gateway)
          --by LIST       kill (SIGKILL), stop (SIGTERM), freeze (SIGSTOP), separated by commas: one of them at random each time
          --calls N       how many calls the campaign has (default 10,000)
          --storage NAME  sqlite, or azurite
          --processes N   how many processes of the service there are on one storage; more than one needs azurite
          --gateway NAME  twilio: a carrier that speaks its interface, in a process of its own; or simulated
          --seed N        another order of troubles
          --hurry         tries no call again, and ends with a clock that jumps to whatever is due: half a minute in place of a
                          quarter of an hour until the last outcome has come; on sqlite alone
          --untimed       the times are told, and break no promise: for machines that are busy with other things
          --keep          leaves the folder with data and logs
        """;

    public int Times { get; private init; } = 100;

    public int Peer { get; private init; } = 20;

    public IReadOnlyList<Trouble> By { get; private init; } = [Trouble.Kill];

    public int Calls { get; private init; } = 10_000;

    public bool OnAzurite { get; private init; }

    public int Processes { get; private init; } = 1;

    public bool Twilio { get; private init; } = true;

    public int Seed { get; private init; } = 1;

    public bool Hurry { get; private init; }

    public bool Untimed { get; private init; }

    public bool Keep { get; private init; }

    /// <summary>Null, with a word on the error output, when they are not understood.</summary>
    public static TroubleOptions? Parse(string[] args)
    {
        try
        {
            var options = new TroubleOptions();
            for (var rest = new Queue<string>(args); rest.TryDequeue(out var name);)
            {
                options = name switch
                {
                    "--times" => options with { Times = Number(rest) },
                    "--peer" => options with { Peer = Number(rest) },
                    "--by" => options with
                    {
                        By = [.. Text(rest).Split(',').Select(by => Enum.Parse<Trouble>(by, ignoreCase: true))],
                    },
                    "--calls" => options with { Calls = Number(rest) },
                    "--storage" => options with { OnAzurite = IsFirst(Text(rest), "azurite", "sqlite") },
                    "--processes" => options with { Processes = Number(rest) },
                    "--gateway" => options with { Twilio = IsFirst(Text(rest), "twilio", "simulated") },
                    "--seed" => options with { Seed = Number(rest) },
                    "--hurry" => options with { Hurry = true },
                    "--untimed" => options with { Untimed = true },
                    "--keep" => options with { Keep = true },
                    _ => throw new FormatException($"What is '{name}'?"),
                };
            }

            return options switch
            {
                { Processes: > 1, OnAzurite: false } =>
                    throw new FormatException("Several processes need --storage azurite."),
                { Hurry: true, OnAzurite: true } =>
                    throw new FormatException("On azurite there is no --hurry: its clock is the machine's."),
                { Twilio: false } => options with { Peer = 0 },
                _ => options,
            };
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            Console.Error.WriteLine($"{e.Message}\n{Usage}");
            return null;
        }
    }

    private static string Text(Queue<string> rest) =>
        rest.TryDequeue(out var value) ? value : throw new FormatException("The last option needs a value.");

    private static int Number(Queue<string> rest) =>
        int.Parse(Text(rest), NumberStyles.None, CultureInfo.InvariantCulture);

    private static bool IsFirst(string value, string first, string other) =>
        value == first
            || (value == other ? false : throw new FormatException($"'{value}' is neither {first} nor {other}."));
}

/// <summary>What happens to a process.</summary>
internal enum Trouble
{
    /// <summary>SIGKILL, and a new start at once.</summary>
    Kill,

    /// <summary>SIGTERM, and a new start when it has ended.</summary>
    Stop,

    /// <summary>SIGSTOP for some seconds.</summary>
    Freeze,
}
