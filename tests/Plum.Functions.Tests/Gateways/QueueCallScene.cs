using System.Net;
using System.Text.Json;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Plum.Demo;
using Plum.Functions.Gateways;
using Plum.Functions.Tests.Support;
using Plum.Functions.Tests.WebServices;

namespace Plum.Functions.Tests.Gateways;

/// <summary>
/// The service with a gateway that speaks queuecall, the customer it calls for, and the address it is known by.
/// </summary>
internal sealed class QueueCallScene : IAsyncDisposable
{
    private QueueCallScene(Receiver customer, Receiver front, PlumServer plum) =>
        (Customer, Front, Plum) = (customer, front, plum);

    /// <summary>start_url and result_url of the calls.</summary>
    public Receiver Customer { get; }

    /// <summary>What hands the gateway's requests on to the service, and remembers them.</summary>
    public Receiver Front { get; }

    public PlumServer Plum { get; }

    public IDialGateway Gateway => Plum.Services.GetRequiredService<GatewayDirectory>().Default.Gateway;

    /// <param name="address">The gateway's queuecall.</param>
    /// <param name="settings">Beside those of the gateway, or in their place.</param>
    public static async Task<QueueCallScene> StartAsync(
        string address, Dictionary<string, string?>? settings = null, bool isVirtual = true)
    {
        var (customer, front) = (await Receiver.StartAsync(), await Receiver.StartAsync());
        var all = Settings(address, front.Address);
        foreach (var (name, value) in settings ?? [])
        {
            all[name] = value;
        }

        var plum = await PlumServer.StartAsync(new() { Settings = all, Virtual = isVirtual });
        front.Script = request => HandOnAsync(request, plum);
        return new(customer, front, plum);
    }

    public static Dictionary<string, string?> Settings(string address, string callbacks) => new()
    {
        ["Plum:Gateways:peer:Kind"] = "queuecall",
        ["Plum:Gateways:peer:Address"] = address,
        ["Plum:Gateways:peer:Account"] = "demo",
        ["Plum:Gateways:peer:Secret"] = "1234",
        ["Plum:Callbacks:Address"] = callbacks,
        ["Plum:Callbacks:Key"] = Convert.ToBase64String(new byte[32]),
    };

    /// <summary>Queues one call that is due at once; answers its id.</summary>
    public async Task<int> QueueAsync(params (string Name, string Value)[] changes) => (await Plum.QueueCallAsync(
        "demo", [("start_url", Customer.StartUrl), ("result_url", Customer.ResultUrl), .. changes])).CallId();

    public async Task<JsonElement> CallAsync(int call) =>
        JsonElement.Parse(await Plum.Client.GetStringAsync($"api/campaigns/default/calls/{call}"));

    /// <summary>What a gateway does when a call is over.</summary>
    /// <returns>How it is answered.</returns>
    public Task<HttpStatusCode> TellAsync(string resultUrl, params (string Name, string Value)[] fields) =>
        Plum.AnswerAsync(PostAsync(resultUrl, fields));

    /// <summary>Likewise, by a server in real time.</summary>
    public async Task<HttpStatusCode> PostAsync(string resultUrl, params (string Name, string Value)[] fields)
    {
        using var http = Plum.NewClient();
        using var form =
            new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var answer = await http.PostAsync(new Uri(resultUrl).AbsolutePath, form);
        return answer.StatusCode;
    }

    /// <summary>Lets the clock run beside a gateway in real time.</summary>
    public Task UntilAsync(string what, Func<bool> isSo) => RealTime.UntilAsync(what, async () =>
    {
        await Plum.AdvanceAsync(TimeSpan.FromSeconds(1));
        return isSo();
    });

    public async ValueTask DisposeAsync()
    {
        await Plum.DisposeAsync();
        await Front.DisposeAsync();
        await Customer.DisposeAsync();
    }

    private static async Task<Reply?> HandOnAsync(Received request, PlumServer plum)
    {
        using var http = plum.NewClient();
        using var message = new HttpRequestMessage(new(request.Method), request.Path);
        if (request.Body.Length > 0)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = new("application/x-www-form-urlencoded");
        }

        using var answer = await http.SendAsync(message);
        return new((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}

/// <summary>An outbound server of others that speaks queuecall.</summary>
internal sealed class QueueCallPeer : IAsyncDisposable
{
    private const string Path = "/webservice/queuecall.php";
    private readonly Receiver _web;

    private QueueCallPeer(Receiver web) => _web = web;

    public string Address => _web.Address + Path;

    /// <summary>What it was asked, one after the other.</summary>
    public IReadOnlyList<Received> Asked => [.. _web.Requests.Where(request => request.Path == Path)];

    /// <summary>Where the results of what it was asked are to go.</summary>
    public IReadOnlyList<string> ResultUrls => [.. Asked.Select(request => request["result_url"])];

    /// <summary>How it answers; as the documents show when there is nothing.</summary>
    public Func<Received, Task<Reply?>> Answer { get; set; } = _ => Task.FromResult<Reply?>(null);

    public static async Task<QueueCallPeer> StartAsync()
    {
        var peer = new QueueCallPeer(await Receiver.StartAsync());
        peer._web.Script = async request => await peer.Answer(request) ?? Queued(request, 70 + peer.Asked.Count);
        return peer;
    }

    public static Reply Failed(params string[] errors) =>
        Xml(new XElement(
            "queuecall", new XAttribute("status", "failed"), errors.Select(error => new XElement("error", error))));

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    private static Reply Queued(Received request, int callId) => Xml(new XElement(
        "queuecall",
        new XAttribute("status", "queued"),
        new XAttribute("call_id", callId),
        request.Fields.Select(field => new XElement(field.Key, field.Value))));

    private static Reply Xml(XElement root) => new(200, $"<?xml version=\"1.0\"?>\n{root}", "text/xml");
}
