using Microsoft.Extensions.DependencyInjection;
using Plum.Core.Calls;
using Plum.Core.PhoneLists;
using Plum.Demo;
using Plum.Functions.Gateways;
using Plum.Functions.Tests.Support;

namespace Plum.Functions.Tests.Gateways;

/// <summary>
/// The service, a carrier that speaks Twilio's interface, and a customer's server; all on the service's clock.
/// </summary>
internal sealed class TwilioScene : IAsyncDisposable
{
    public const string Script =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Say>Good morning.</Say></Response>";

    private TwilioScene(TwilioPeer peer, Receiver receiver, PlumServer plum) =>
        (Peer, Receiver, Plum) = (peer, receiver, plum);

    public TwilioPeer Peer { get; }

    public Receiver Receiver { get; }

    public PlumServer Plum { get; }

    public IDialGateway Gateway => Plum.Services.GetRequiredService<GatewayDirectory>().Default.Gateway;

    public static async Task<TwilioScene> StartAsync(
        Dictionary<string, string?>? settings = null,
        DateTimeOffset? start = null,
        IReadOnlyDictionary<string, string?>? collector = null,
        bool mayFail = false)
    {
        var peer = await TwilioPeer.StartAsync();
        var receiver = await Receiver.StartAsync();
        receiver.Script = request => Task.FromResult(
            request.Path == "/start.php" ? new Reply(200, Script, "text/xml") : null);
        var all = peer.Settings().Concat(collector ?? new Dictionary<string, string?>()).ToDictionary();
        foreach (var (name, value) in settings ?? [])
        {
            all[name] = value;
        }

        var options = new PlumServerOptions { Settings = all, MayFail = mayFail };
        var plum = await PlumServer.StartAsync(start is { } at ? options with { Start = at } : options);
        (peer.Clock, peer.Service) = (plum.Time, plum.Address);
        return new(peer, receiver, plum);
    }

    public async ValueTask DisposeAsync()
    {
        await Peer.DisposeAsync();
        await Plum.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    /// <summary>Asks the gateway for a call; what it waits for meanwhile is waited for.</summary>
    public async Task<GatewayAnswer> PlaceAsync(DialRequest request) =>
        await Plum.AnswerAsync(Gateway.PlaceAsync(request, default));

    public async Task<GatewayAnswer?> LookAsync(OpenCall call) =>
        await Plum.AnswerAsync(Gateway.LookAsync(call, default));

    /// <summary>An attempt at a number of its own.</summary>
    public DialRequest Request(int position = 1, string? number = null) => Some(Plum, position, number) with
    {
        StartUrl = new(Receiver.StartUrl + "?tenant=7"),
        Variables = [new("phone_number", "tel:+16175550001"), new("call_parameters", "a b&ü")],
    };

    public static DialRequest Some(PlumServer plum, int position, string? number)
    {
        _ = PhoneNumber.TryParse(number ?? $"1617555{position:D4}", out var parsed, out _);
        return new(
            new AttemptKey(new("demo", 1), position, 1),
            position,
            parsed,
            "6175550100",
            new("http://host/"),
            [],
            plum.Now());
    }

    public static OpenCall Open(DialRequest request, string? reference) =>
        new(request.Key, reference, request.Number, request.CallerId, request.At);
}
