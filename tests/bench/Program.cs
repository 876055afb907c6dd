using Plum.Bench;
using Plum.Bench.Trouble;

switch (args)
{
    case ["trouble", .. var options]:
        return await TroubleRun.RunAsync(options);
    case [PeerProcess.Verb, .. var options]:
        return await PeerProcess.BeAsync(options);
}

var isLong = args.Contains("--long");

Figure[] figures =
[
    new("start", "from the command to the first answered request", StartFigure.Measure),
    new("idle", "10,000 sleeping campaigns, and all of them waking at once", IdleFigure.Measure),
    new("upload", "create-campaign with 100,000 and 1,000,000 numbers", UploadFigure.Measure),
    new("dial", "dialing flat out, and storage operations for each call", DialFigure.Measure),
    new("pace", "50 calls a second on the real clock", () => PaceFigure.Measure(TimeSpan.FromMinutes(isLong ? 10 : 1))),
    new("gateway", "500 calls at once through a gateway that tells later", GatewayFigure.Measure),
    new("status", "64 clients that look while a campaign dials", StatusFigure.Measure),
    new("queuecall", "calls queued one by one over HTTP, and dialed", QueueCallFigure.Measure),
    new("queuecalls", "a list of 100,000 numbers, and the answer that names every call", QueueCallsFigure.Measure),
    new("waiting", "1,000,000 calls scheduled over the next year", WaitingFigure.Measure),
    new("worker", "the app behind the Functions host, beside the app in one process", WorkerFigure.Measure),
    new("grow", "a call and a request when there is ten and a hundred times as much", GrowFigure.Measure),
    new("cost", "storage operations and what Azure asks for them", CostFigure.Measure),
    new("volume", "call volume by day of a year with 10,000,000 calls", VolumeFigure.Measure),
    new("plan", "a year-long campaign of 1,000,000 calls", PlanFigure.Measure),
];

if (args is ["--list"])
{
    foreach (var figure in figures)
    {
        Console.WriteLine($"{figure.Name,-10} {figure.About}");
    }

    return 0;
}

var document = args.Contains("--write") ? new FiguresDocument() : null;
string[] names = [.. args.Except(["--write", "--long"])];

if (names.FirstOrDefault(name => figures.All(figure => figure.Name != name)) is { } strange)
{
    Console.Error.WriteLine($"There is no figure '{strange}'; ./bench --list names them.");
    return 2;
}

var chosen = names.Length == 0 ? figures : [.. figures.Where(figure => names.Contains(figure.Name))];

const string Format = "{0,-10} {1,-58} {2,-16} {3,-34} {4}";
Console.WriteLine(Format, "figure", "what", "target", "measured", "verdict");

var measured = new Dictionary<string, IReadOnlyList<Row>>();

foreach (var figure in chosen)
{
    try
    {
        var rows = new List<Row>();
        await foreach (var row in figure.Measure())
        {
            Console.WriteLine(Format, figure.Name, row.What, row.Target, row.Measured, row.Verdict);
            rows.Add(row);
        }

        measured[figure.Name] = rows;
    }
    catch (Exception e) // the other figures are measured all the same
    {
        Console.WriteLine(Format, figure.Name, "could not be measured", "", e.Message, "");
    }
}

document?.Write(figures, measured);
return 0;
