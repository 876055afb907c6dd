using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.OpenApi;
using Plum.Functions.Shared;

namespace Plum.Functions.Reference;

/// <summary>
/// The OpenAPI document of every route: addresses and methods from the triggers, words from their docstrings.
/// </summary>
internal static partial class ApiDocument
{
    /// <summary>What there is to say beside the code.</summary>
    public static IReadOnlyList<DescribedFunction> Described { get; } =
        [.. SchedulingReference.All, .. WebServiceReference.All, .. OtherReference.All, .. AccountReference.All];

    private static readonly (string Name, string Says)[] Sections =
    [
        ("Schedules", "The days of the week on which campaigns run."),
        ("Profiles", "The pace at which they call."),
        ("Campaigns", "Calendars, lists and states."),
        ("Calls", "The calls of campaigns, one by one, and their results."),
        ("Web services", "queuecall and queuecalls, as forms. A failure is HTTP 200 with `status` failed."),
        ("VoiceTrends", "How much was called. In a quarter of an hour 15 authentications and 150 requests for data."),
        ("Account", "The caller's own account, its tokens and its audit log."),
        ("Administration", "For accounts with the role admin."),
        ("Health", "Whether the service works."),
        ("Gateways", "What gateways tell of calls."),
        ("Console", "The web interface at / and its sessions; programs use tokens."),
        ("Reference", "This reference."),
    ];

    /// <summary>
    /// Describes the functions, each of which has to be in the code, and each of the code's to be described.
    /// </summary>
    public static OpenApiDocument Build(Docstrings docstrings)
    {
        var functions = Functions();
        if (functions.Keys.Except(Described.Select(described => described.Name)).ToList() is { Count: > 0 } undescribed)
        {
            throw new InvalidOperationException(
                $"The reference lacks {string.Join(", ", undescribed)}: describe them in Reference.");
        }

        var document = new OpenApiDocument
        {
            Info = new()
            {
                Title = "Plum Functions",
                Version = typeof(ApiDocument).Assembly.GetName().Version!.ToString(3),
                Description = """
                    Outbound calls for campaigns. Fields may come as a JSON object, as a urlencoded or multipart form, or
                    in the query; in a form and in the query lists and objects are JSON text. HEAD goes where GET does,
                    OPTIONS tells what is allowed.
                    """,
            },
            Servers = [new() { Url = "/", Description = "This service" }],
            Tags = Sections
                .Select(section => new OpenApiTag { Name = section.Name, Description = section.Says })
                .ToHashSet(),
            Components = new()
            {
                Schemas = Schemas.All.ToDictionary(schema => schema.Key, IOpenApiSchema (schema) => schema.Value),
                SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
                {
                    ["token"] = Scheme("bearer", "A token of the account: `POST /api/tokens` makes one."),
                    ["login"] = Scheme("basic", "The account's login and PIN."),
                    ["temporaryLogin"] = Scheme("basic", "What `POST /api/auth` answers."),
                },
            },
            Paths = [],
        };

        foreach (var described in Described)
        {
            if (!functions.TryGetValue(described.Name, out var function))
            {
                throw new InvalidOperationException(
                    $"The reference describes {described.Name}, which the code does not have: take it out.");
            }

            Add(document, described, function, docstrings);
        }

        document.SetReferenceHostDocument();
        return document;
    }

    /// <summary>Every HTTP function by its name, but for the one that takes what no other does.</summary>
    internal static Dictionary<string, Routed> Functions() =>
        (from type in typeof(ApiDocument).Assembly.GetTypes()
         where type != typeof(EverythingElse)
         from method in type.GetMethods()
         let function = method.GetCustomAttribute<FunctionAttribute>()
         where function is not null
         from parameter in method.GetParameters()
         let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
         where trigger is not null
         let route = Empty().Replace(trigger.Route!, "").Replace("?", "", StringComparison.Ordinal)
         select new Routed(function.Name, method, route, trigger.Methods ?? []))
        .ToDictionary(routed => routed.Name);

    private static void Add(
        OpenApiDocument document, DescribedFunction described, Routed function, Docstrings docstrings)
    {
        if (!document.Paths.TryGetValue($"/{function.Route}", out var path))
        {
            document.Paths[$"/{function.Route}"] = path = new OpenApiPathItem();
        }

        var named = described.Methods.Concat(function.Methods).Where(method => method != "head");
        foreach (var (place, method) in named.Index())
        {
            var operation = Operation(document, described, function, docstrings);
            var verb = method.ToUpperInvariant();
            operation.OperationId =
                place == 0 ? described.Name : $"{described.Name}By{verb[0]}{verb[1..].ToLowerInvariant()}";
            ((OpenApiPathItem)path).AddOperation(new HttpMethod(verb), operation);
        }
    }

    private static OpenApiOperation Operation(
        OpenApiDocument document, DescribedFunction described, Routed function, Docstrings docstrings)
    {
        var (name, text) = docstrings.Of(function.Method);
        return new()
        {
            Tags = new HashSet<OpenApiTagReference> { new(described.Section, document) },
            Summary = name ?? Words(described.Name),
            Description = text,
            Parameters = [.. Parameters(described, function)],
            RequestBody = described.Takes is { } takes ? Body(takes, described.Samples) : null,
            Responses = Responses(described, function),
            Security = Security(document, described.Access),
        };
    }

    private static IEnumerable<IOpenApiParameter> Parameters(DescribedFunction described, Routed function)
    {
        foreach (Match match in Segment().Matches(function.Route))
        {
            var name = match.Groups[1].Value;
            yield return Parameter(name, ParameterLocation.Path, PathShape(name), described.Samples);
        }

        foreach (var parameter in described.Query)
        {
            yield return Parameter(parameter.Name, ParameterLocation.Query, parameter.Shape, described.Samples);
        }

        if (described.Once)
        {
            var key = Shapes.Text("Sent twice with the same request, it is done once.", IdempotencyKeys.MaxLength);
            yield return Parameter(IdempotencyKeys.Header, ParameterLocation.Header, key, []);
        }

        if (described.Matches)
        {
            var version = Shapes.Text("The ETag of what is to be changed: refused if it has changed since.");
            yield return Parameter("If-Match", ParameterLocation.Header, version, []);
        }
    }

    private static OpenApiParameter Parameter(
        string name, ParameterLocation place, OpenApiSchema shape, IEnumerable<Sample> samples)
    {
        return new()
        {
            Name = name,
            In = place,
            Required = place == ParameterLocation.Path,
            Description = shape.Description,
            Schema = shape,
            Examples = samples
                .Where(sample => sample.Parameters.ContainsKey(name))
                .ToDictionary(sample => sample.Name, Example),
        };

        IOpenApiExample Example(Sample sample) => new OpenApiExample
        {
            Summary = sample.Says,
            Value = shape.Type is JsonSchemaType.Integer
                ? JsonNode.Parse(sample.Parameters[name])
                : JsonValue.Create(sample.Parameters[name]),
        };
    }

    private static OpenApiSchema PathShape(string name) => name switch
    {
        "start" => Shapes.Text("The first day, Eastern: YYYYMMDD."),
        "end" => Shapes.Text("The last day, Eastern: YYYYMMDD."),
        "period" => Shapes.Choice("What the calls are summed by.", "day", "week", "month"),
        "phone" => Shapes.Text("The account's caller id, a number it has called from, or ALL."),
        "gateway" => Shapes.Text("The gateway's name in the settings."),
        "attempt" => Shapes.Text("The service made it for this attempt at a call."),
        "callId" => Shapes.Text("The call's id."),
        "file" => Shapes.Text("The file's name, as the page asks for it."),
        _ => Shapes.Text("The id, as the answer to its creation and the lists tell it; for campaigns also `default`."),
    };

    private static OpenApiRequestBody Body(FieldSet takes, IEnumerable<Sample> samples) => new()
    {
        Required = takes.Required.Length > 0,
        Content = takes.Kinds.ToDictionary(
            kind => kind,
            IOpenApiMediaType (kind) => new OpenApiMediaType
            {
                Schema = FieldsIn(kind, takes),
                Encoding = kind == "application/json" ? null : Encoding(takes),
                Examples = samples.Where(sample => sample.Body is not null).ToDictionary(
                    sample => sample.Name,
                    IOpenApiExample (sample) => new OpenApiExample
                    {
                        Summary = sample.Says,
                        Value = Sent(sample.Body!, kind, takes),
                    }),
            }),
    };

    private static OpenApiSchema FieldsIn(string kind, FieldSet takes) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = takes.Shapes.ToDictionary(
            field => field.Key,
            IOpenApiSchema (field) =>
                field.Key == takes.List && kind == "multipart/form-data" ? FileOf(field.Value) : field.Value),
        Required = takes.Required.ToHashSet(),
    };

    // A file has a line for each number.
    private static JsonNode Sent(string body, string kind, FieldSet takes)
    {
        var fields = JsonNode.Parse(body)!;
        if (kind == "multipart/form-data" && takes.List is { } list && fields[list] is JsonArray numbers)
        {
            fields[list] = string.Concat(numbers.Select(number => $"{number}\n"));
        }

        return fields;
    }

    private static OpenApiSchema FileOf(OpenApiSchema list) => Shapes.Text(list.Description, format: "binary");

    // Lists and objects are JSON text in a form.
    private static Dictionary<string, OpenApiEncoding>? Encoding(FieldSet takes)
    {
        var structured = takes.Shapes
            .Where(field =>
                field.Key != takes.List && field.Value.Type is JsonSchemaType.Array or JsonSchemaType.Object)
            .ToDictionary(field => field.Key, _ => new OpenApiEncoding { ContentType = "application/json" });
        return structured.Count == 0 ? null : structured;
    }

    private static OpenApiResponses Responses(DescribedFunction described, Routed function)
    {
        var responses = new OpenApiResponses();
        var replies = described.Replies.Concat(Refusals(described, function));
        foreach (var status in replies.GroupBy(reply => reply.Status).OrderBy(group => group.Key))
        {
            responses[$"{status.Key}"] = new OpenApiResponse
            {
                Description = status.First().Says,
                Headers = status.SelectMany(reply => reply.Headers).ToDictionary(
                    header => header, IOpenApiHeader (_) => new OpenApiHeader { Schema = Shapes.Text() }),
                Content = status.DistinctBy(reply => reply.Kind).ToDictionary(
                    reply => reply.Kind,
                    IOpenApiMediaType (reply) => new OpenApiMediaType
                    {
                        Schema = reply.Shape,
                        Examples = Answers(described.Samples, reply),
                    }),
            };
        }

        return responses;
    }

    private static Dictionary<string, IOpenApiExample> Answers(IEnumerable<Sample> samples, Reply reply) => samples
        .Where(sample => sample.Answer is not null && (sample.Status, sample.Kind) == (reply.Status, reply.Kind))
        .ToDictionary(
            sample => sample.Name,
            IOpenApiExample (sample) => new OpenApiExample
            {
                Summary = sample.Says,
                Value = reply.Kind == "application/json"
                    ? JsonNode.Parse(sample.Answer!)
                    : JsonValue.Create(sample.Answer!.TrimStart()),
            });

    // What every request of its kind may be answered.
    private static IEnumerable<Reply> Refusals(DescribedFunction described, Routed function)
    {
        var isTrends = described.Section == "VoiceTrends";
        var error = Shapes.Named(isTrends ? "TrendsError" : "Error");
        if (described.Access is Access.Token or Access.TokenOrLogin or Access.Admin or Access.TemporaryLogin)
        {
            yield return new(401, "The token, or the login, is missing or wrong.", error);
        }

        if (described.Access is Access.Token or Access.TokenOrLogin or Access.Admin)
        {
            var why = described.Access == Access.Admin ? "The caller is no admin." : "The account is suspended.";
            yield return new(403, why, error);
        }

        if (described.Access == Access.TokenOrLogin)
        {
            yield return new(429, "The login is locked after too many wrong PINs; wait `Retry-After` seconds.", error);
        }

        if (function.Route.Contains("{id}", StringComparison.Ordinal))
        {
            yield return new(404, "There is none with this id.", error);
        }

        if (described.Takes is not null && described.Access is not Access.Form)
        {
            yield return new(400, "The body cannot be read, or the request cannot be done.", error);
            yield return new(413, "The body is too large.", error);
            yield return new(415, "The body is of a kind that is not taken.", error);
        }

        if ((described.Takes is not null || described.Query.Count > 0) && described.Access is not Access.Form)
        {
            yield return new(422, "What is wrong, by field.", Shapes.Named("FieldErrors"));
        }

        if (described.Once && described.Access is not Access.Form)
        {
            yield return new(409, "A request with this Idempotency-Key is in progress.", error);
        }

        if (described.Matches)
        {
            yield return new(412, "It has changed since the version that If-Match names.", error);
        }

        if (described.Access is Access.Token or Access.TokenOrLogin or Access.Admin || isTrends)
        {
            yield return new(503, "The storage does not answer, or is busy; wait `Retry-After` seconds.", error);
        }
    }

    private static List<OpenApiSecurityRequirement>? Security(OpenApiDocument document, Access access)
    {
        string[] schemes = access switch
        {
            Access.Token or Access.Admin => ["token"],
            Access.TokenOrLogin => ["token", "login"],
            Access.TemporaryLogin => ["temporaryLogin"],
            _ => [],
        };
        return schemes is []
            ? null
            : [.. schemes.Select(scheme => new OpenApiSecurityRequirement { [new(scheme, document)] = [] })];
    }

    private static OpenApiSecurityScheme Scheme(string kind, string says) =>
        new() { Type = SecuritySchemeType.Http, Scheme = kind, Description = says };

    // AdminGetAccountAudit: Get Account Audit.
    private static string Words(string function) => Capital().Replace(Interface().Replace(function, ""), " $1").Trim();

    [GeneratedRegex("^Admin")]
    private static partial Regex Interface();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Capital();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Segment();

    // The root has a template that only an empty path fits.
    [GeneratedRegex(@"\{\w+:maxlength\(0\)\?\}")]
    private static partial Regex Empty();

    /// <summary>An HTTP function as the code has it.</summary>
    internal sealed record Routed(string Name, MethodInfo Method, string Route, string[] Methods);
}
