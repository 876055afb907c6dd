using System.Globalization;
using System.Text;
using System.Text.Json;
using Plum.Core.Calls;
using Plum.Functions.Tests.Gateways;

namespace Plum.Bench.Trouble;

/// <summary>
/// What a carrier has on disk: each placing before it is answered, and each call whose callback was sent.
/// </summary>
/// <remarks>
/// A line that is handed to the operating system outlives a kill; one that was cut off was never answered.
/// </remarks>
internal sealed class PeerLog(string path)
{
    private readonly Lock _writing = new();
    private readonly List<PeerPlacing> _placings = [];
    private readonly HashSet<string> _toldOf = [];
    private FileStream? _file;
    private long _read;

    /// <summary>What has been read so far, in order.</summary>
    public IReadOnlyList<PeerPlacing> Placings => _placings;

    public bool IsToldOf(string sid) => _toldOf.Contains(sid);

    /// <summary>Reads the lines that have been added.</summary>
    public void ReadOn()
    {
        if (!File.Exists(path))
        {
            return;
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read;
        var added = new byte[file.Length - _read];
        file.ReadExactly(added);
        var whole = added.AsSpan(0, added.AsSpan().LastIndexOf((byte)'\n') + 1);
        _read += whole.Length;
        foreach (var line in Encoding.UTF8.GetString(whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith('{'))
            {
                _toldOf.Add(line);
            }
            else if (JsonSerializer.Deserialize<PeerPlacing>(line) is { } placing)
            {
                _placings.Add(placing);
            }
        }
    }

    public void Placed(PeerCall call) => Write(JsonSerializer.Serialize(
        new PeerPlacing(call.Sid, call.PlacedAt, call.AnsweredAt, call.Outcome, call.Form.ToDictionary())));

    public void ToldOf(PeerCall call) => Write(call.Sid);

    private void Write(string line)
    {
        lock (_writing)
        {
            _file ??= OpenAfterWholeLines();
            _file.Write(Encoding.UTF8.GetBytes(line + '\n'));
            _file.Flush();
        }
    }

    private FileStream OpenAfterWholeLines()
    {
        var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(_read);
        file.Position = _read;
        return file;
    }
}

/// <summary>A call as the carrier placed it.</summary>
internal sealed record PeerPlacing(
    string Sid,
    DateTimeOffset PlacedAt,
    DateTimeOffset AnsweredAt,
    PeerOutcome Outcome,
    Dictionary<string, string> Form)
{
    /// <summary>The attempt that its callback's address names.</summary>
    public AttemptKey Attempt => AttemptKey.Parse(new Uri(Form["StatusCallback"]).Segments[^1].Split('.')[0])
        ?? throw new FormatException(
            string.Create(CultureInfo.InvariantCulture, $"No attempt is named by {Form["StatusCallback"]}"));

    public PeerCall ToCall() => new(Sid, Form, PlacedAt, AnsweredAt) { Outcome = Outcome };
}
