using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace Plum.Bench;

/// <summary>
/// Posts to queuecall and queuecalls as a customer's program would, over at most 16 connections that stay open.
/// </summary>
internal sealed partial class OutboundClient(string address) : IDisposable
{
    public const int Connections = 16;

    private const int MostAnswerBytes = 256 << 20;

    private static readonly KeyValuePair<string, string>[] Always =
        [new("login", "demo"), new("pin", "1234"), new("start_url", "http://127.0.0.1:9/start")];

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections })
    {
        BaseAddress = new Uri(address),
        Timeout = TimeSpan.FromMinutes(5),
    };

    private byte[] Answer => field ??= GC.AllocateUninitializedArray<byte>(MostAnswerBytes);

    public void Dispose() => _http.Dispose();

    /// <summary>Queues a call and returns its call id; an answer other than "queued" is an error.</summary>
    public async Task<int> QueueCallAsync(int number)
    {
        using var form = new FormUrlEncodedContent(
        [
            .. Always,
            new(
                "phone_number",
                string.Create(CultureInfo.InvariantCulture, $"tel:+1{2_120_000_000L + number};ani=7778889999")),
            new("message_reference", string.Create(CultureInfo.InvariantCulture, $"ref{number}")),
            new("call_parameters", "language=en&greeting=short"),
        ]);
        using var response = await _http.PostAsync(new Uri("webservice/queuecall.php", UriKind.Relative), form);
        var text = await response.Content.ReadAsStringAsync();
        return Queued().Match(text) is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"queuecall answered {(int)response.StatusCode} {text}");
    }

    /// <summary>Queues a list as a campaign and reads the answer to its last byte.</summary>
    /// <returns>How long that took from the first byte sent.</returns>
    public async Task<TimeSpan> QueueCallsAsync(string campaign, byte[] list, int rows, DateTimeOffset scheduled)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in Always
            .Append(new("campaign_name", campaign))
            .Append(new("scheduled_timestamp", $"{scheduled.ToUnixTimeSeconds()}")))
        {
            form.Add(new StringContent(value), name);
        }

        using var file = new ByteArrayContent(list);
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(file, "phone_list", "list.csv");
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri("webservice/queuecalls.php", UriKind.Relative))
        { Content = form };
        var began = TimeProvider.System.GetTimestamp();
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var length = await ReadAsync(await response.Content.ReadAsStreamAsync());
        var took = TimeProvider.System.GetElapsedTime(began);
        Check(Answer.AsSpan(0, length), rows);
        return took;
    }

    private async Task<int> ReadAsync(Stream answer)
    {
        var length = 0;
        while (await answer.ReadAsync(Answer.AsMemory(length)) is > 0 and var read)
        {
            length += read;
        }

        return length;
    }

    // Every row has its call, with call ids that follow one another.
    private static void Check(ReadOnlySpan<byte> answer, int rows)
    {
        var (calls, id) = (0, -1);
        var rest = answer;
        while (rest.IndexOf("<call call_id=\""u8) is >= 0 and var at)
        {
            rest = rest[(at + "<call call_id=\""u8.Length)..];
            var next = int.Parse(rest[..rest.IndexOf((byte)'"')], CultureInfo.InvariantCulture);
            id = id < 0 || next == id + 1 ? next : throw new InvalidOperationException($"Call id {next} follows {id}.");
            calls++;
        }

        if (calls != rows || !answer.EndsWith("</queuecalls>\n"u8))
        {
            throw new InvalidOperationException("queuecalls answered with "
                + $"{calls} of {rows} calls: {Encoding.UTF8.GetString(answer[..Math.Min(500, answer.Length)])}");
        }
    }

    [GeneratedRegex("<queuecall status=\"queued\" call_id=\"([0-9]+)\">")]
    private static partial Regex Queued();
}
