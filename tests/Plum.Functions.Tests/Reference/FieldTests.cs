using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using NodaTime;
using Plum.Core.Queueing;
using Plum.Functions.Reference;
using Plum.Functions.Tests.Support;
using Plum.Functions.WebServices;
using Xunit;

namespace Plum.Functions.Tests.Reference;

/// <summary>The fields that the reference names are those that requests take, with the limits that it tells.</summary>
public sealed class FieldTests
{
    private static readonly string[] Names =
    [
        .. ApiDocument.Described.SelectMany(NamesIn)
            .Union(ApiDocument.Described.SelectMany(described => described.Query, (_, parameter) => parameter.Name)),
    ];

    [Fact]
    public async Task Request_TakesTheFieldsDescribed_AndRefusesEveryOther()
    {
        await using var scene = await Scene.BeginAsync();
        foreach (var operation in Refusing)
        {
            var described = ApiDocument.Described.Single(found => found.Name == operation.Function);
            var refused = new List<string>();
            foreach (var name in Names)
            {
                var answer = await scene.SendAsync(operation, name, "active");
                if (answer.Contains("field is not taken here", StringComparison.Ordinal))
                {
                    refused.Add(name);
                }
            }

            Assert.Equal(Names.Except(NamesIn(described)).Order(), refused.Except(described.Takes!.Aliases).Order());
        }
    }

    [Fact]
    public async Task RequiredFields_AreThoseDescribed()
    {
        await using var scene = await Scene.BeginAsync();
        foreach (var operation in Refusing)
        {
            var described = ApiDocument.Described.Single(found => found.Name == operation.Function);
            var answer = JsonNode.Parse(await scene.SendAsync(operation, JsonContent.Create(new JsonObject())));
            var missed = answer!.AsObject()
                .Where(field => $"{field.Value}".Contains("field is required.", StringComparison.Ordinal))
                .Select(field => field.Key);

            // The schedule has two names, either of which will do.
            Assert.Equal(described.Takes!.Required.Order(), missed.Except(["schedule"]).Order());
        }
    }

    [Fact]
    public async Task Limit_IsWhereTheReferenceSays()
    {
        await using var scene = await Scene.BeginAsync();
        var tried = 0;
        foreach (var operation in Refusing)
        {
            var body = operation.Bodies.Single(body => body.Key == "application/json").Value!;
            foreach (var (name, shape) in body["schema"]!["properties"]!.AsObject())
            {
                foreach (var (value, fits) in Around(shape!))
                {
                    var answer = await scene.SendAsync(operation, name, value);
                    Assert.True(fits != IsRefused(answer, name), $"{operation} {name} {value}: {answer}");
                    tried++;
                }
            }
        }

        Assert.True(tried > 100, $"{tried}");
    }

    /// <summary>The services take no notice of other fields, and say in sentences what is wrong with theirs.</summary>
    [Theory]
    [InlineData("QueueCall")]
    [InlineData("QueueCalls")]
    [InlineData("VoiceTrendsAuthenticate")]
    public async Task Service_NeedsAndLimitsItsFields_AsDescribed(string function)
    {
        await using var scene = await Scene.BeginAsync();
        var operation = ReferenceDocument.Operations.Single(found => found.Function == function);
        var takes = ApiDocument.Described.Single(found => found.Name == function).Takes!;
        var nothing = await scene.SendAsync(operation, Customer.Form(("other", "x")));
        var missed = takes.Shapes.Keys.Where(name => nothing.Contains($"{name} is missing.", StringComparison.Ordinal));
        Assert.Equal(takes.Required.Order(), missed.Order());

        var shapes = operation.Bodies.First().Value!["schema"]!["properties"]!.AsObject();
        foreach (var (name, shape) in shapes)
        {
            foreach (var (value, fits) in Around(shape!))
            {
                var answer = await scene.SendAsync(operation, Customer.Form((name, $"{value}")));
                Assert.True(fits != Regex.IsMatch(answer, $@"(?<!\w){name} "), $"{function} {name} {value}: {answer}");
            }
        }
    }

    [Fact]
    public void WebService_AsksForTheVariablesDescribed()
    {
        // of the list's own
        var (one, many) = (new HashSet<string>(), new HashSet<string> { "on_invalid", PhoneListUpload.Field });
        PostVariables Noting(HashSet<string> asked) => new(name =>
        {
            asked.Add(name);
            return null;
        });
        foreach (var sent in new[] { Noting(one), Noting(many) })
        {
            Credentials.Read(sent);
        }

        QueueRequests.QueueCall(Noting(one), default, DateTimeZone.Utc);
        QueueRequests.QueueCalls(Noting(many), default, DateTimeZone.Utc);

        Assert.Equal(Described("QueueCall"), one.Order());
        Assert.Equal(Described("QueueCalls"), many.Order());

        static IEnumerable<string> Described(string function) =>
            NamesIn(ApiDocument.Described.Single(found => found.Name == function)).Order();
    }

    /// <summary>What the code asks the query for is what the reference says it may hold.</summary>
    [Fact]
    public async Task Query_IsAskedForWhatIsDescribed()
    {
        var asked = new ConcurrentDictionary<string, bool>();
        await using var scene = await Scene.BeginAsync(
            services => services.AddSingleton<IStartupFilter>(new QueryWatch(asked)));
        foreach (var operation in ReferenceDocument.Operations.Where(found => found.Method == "GET" && IsApi(found)))
        {
            asked.Clear();
            await scene.SendAsync(operation);

            var described = operation.Parameters("query").Select(parameter => (string)parameter["name"]!);
            Assert.Equal(described.Order(), asked.Keys.Order());
        }
    }

    /// <summary>Operations that refuse the fields they do not take.</summary>
    private static IEnumerable<DocumentedOperation> Refusing =>
        ReferenceDocument.Operations.Where(operation => operation.Bodies.Any() && IsApi(operation));

    private static bool IsApi(DocumentedOperation operation) =>
        operation.Json["security"]?.ToJsonString().Contains("\"token\"", StringComparison.Ordinal) == true;

    private static IEnumerable<string> NamesIn(DescribedFunction described) =>
        described.Takes is { } takes ? takes.Shapes.Keys.Concat(takes.Aliases) : [];

    private static IEnumerable<(JsonNode Value, bool Fits)> Around(JsonNode shape)
    {
        if (Number(shape["minimum"]) is { } least)
        {
            yield return (least - 1, false);
            yield return (least, true);
        }

        if (Number(shape["maximum"]) is { } most)
        {
            yield return (most, true);
            yield return (most + 1, false);
        }

        if (shape["maxLength"] is { } longest && shape["format"] is null)
        {
            yield return (new string('a', (int)longest + 1), false);
        }

        if (shape["enum"] is JsonArray choices)
        {
            yield return (choices[0]!.DeepClone(), true);
            yield return ("none of them", false);
        }
    }

    private static long? Number(JsonNode? node) =>
        node is null ? null : long.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    private static bool IsRefused(string answer, string name) =>
        JsonNode.Parse(answer) is JsonObject members && members[name] is JsonArray;

    /// <summary>A schedule, a profile and a campaign with id 1, for their own account's administrator.</summary>
    private sealed class Scene(PlumServer plum, Customer demo, Customer root) : IAsyncDisposable
    {
        public static async Task<Scene> BeginAsync(Action<IServiceCollection>? services = null)
        {
            var plum = await PlumServer.StartAsync(new() { Services = services });
            var scene = new Scene(plum, await Customer.SignUpAsync(plum), await plum.SignUpAdminAsync());
            await scene._demo.CampaignAsync("16175550123\n");
            return scene;
        }

        private readonly Customer _demo = demo;

        public Task<string> SendAsync(DocumentedOperation operation, string name, JsonNode value) =>
            SendAsync(operation, JsonContent.Create(new JsonObject { [name] = value.DeepClone() }));

        public async Task<string> SendAsync(DocumentedOperation operation, HttpContent? content = null)
        {
            var admin = operation.Path.StartsWith("/api/admin", StringComparison.Ordinal);
            var path = operation.Path
                .Replace("{id}", admin ? "demo" : "1", StringComparison.Ordinal)
                .Replace("{callId}", "1", StringComparison.Ordinal);
            using var request = new HttpRequestMessage(new(operation.Method), path[1..]) { Content = content };
            var sending = (admin ? root : _demo).Http.SendAsync(request);
            await plum.AnswerAsync(sending);
            using var reply = await sending;
            return await reply.Content.ReadAsStringAsync();
        }

        public async ValueTask DisposeAsync()
        {
            _demo.Dispose();
            root.Dispose();
            await plum.DisposeAsync();
        }
    }

    private sealed class QueryWatch(ConcurrentDictionary<string, bool> asked) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, go) =>
            {
                http.Features.Set<IQueryFeature>(new WatchedQuery(http.Request.Query, asked));
                return go(http);
            });
            next(app);
        };
    }

    private sealed class WatchedQuery(IQueryCollection query, ConcurrentDictionary<string, bool> asked)
        : IQueryFeature, IQueryCollection
    {
        public IQueryCollection Query
        {
            get => this;
            set => throw new NotSupportedException();
        }

        public int Count => query.Count;

        public ICollection<string> Keys => query.Keys;

        public StringValues this[string key] => Ask(key)[key];

        public bool ContainsKey(string key) => Ask(key).ContainsKey(key);

        public bool TryGetValue(string key, out StringValues value) => Ask(key).TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => query.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => query.GetEnumerator();

        private IQueryCollection Ask(string key)
        {
            asked[key] = true;
            return query;
        }
    }
}
