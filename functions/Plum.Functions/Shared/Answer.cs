using System.Collections.Immutable;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Plum.Core.Validation;

namespace Plum.Functions.Shared;

/// <summary>
/// An answer of the API as it goes over the wire. A value, so that it can be kept under an idempotency key and given
/// again.
/// </summary>
public sealed record Answer(int Status, ReadOnlyMemory<byte> Body) : IResult
{
    public ImmutableDictionary<string, string> Headers { get; private init; } =
        ImmutableDictionary<string, string>.Empty;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary><c>{"status":"success"}</c></summary>
    public static Answer Success { get; } = Json(json => json.WriteString("status", "success"));

    /// <summary>
    /// No answer to be sent: it only tells that the request was refused, and whoever refused it knows why.
    /// </summary>
    public static Answer Refused { get; } = new(StatusCodes.Status422UnprocessableEntity, default);

    /// <summary>The documented error envelope.</summary>
    public static Answer Error(int status, string error) => Json(
        json =>
        {
            json.WriteString("status", "error");
            json.WriteString("error", error);
        },
        status);

    /// <param name="id">As the request wrote it; no more of it is repeated than an id has.</param>
    public static Answer NotFound(string kind, string id) =>
        Error(
            StatusCodes.Status404NotFound,
            $"{char.ToUpperInvariant(kind[0])}{kind[1..]} {(id.Length > 20 ? id[..20] : id)} not found.");

    /// <summary>
    /// What is wrong with the fields of a request: a map from field to messages, with no envelope, as Lumen answers.
    /// </summary>
    public static Answer Invalid(FieldErrors errors) => Json(
        json =>
        {
            foreach (var (field, messages) in errors.Messages)
            {
                json.WriteStartArray(field);
                messages.ForEach(json.WriteStringValue);
                json.WriteEndArray();
            }
        },
        StatusCodes.Status422UnprocessableEntity);

    public static Answer Invalid(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return Invalid(errors);
    }

    /// <summary><c>{"status":"success","response":{…}}</c></summary>
    public static Answer Response(Action<Utf8Json> members) => Json(json =>
    {
        json.WriteString("status", "success");
        json.WriteObject("response", members);
    });

    /// <summary>An object, its members written in the order they are to appear.</summary>
    public static Answer Json(Action<Utf8Json> members, int status = StatusCodes.Status200OK) =>
        new(status, Utf8Json.Of(members));

    public Answer With(string header, string value) => this with { Headers = Headers.SetItem(header, value) };

    public Answer RetryAfter(int seconds) => With("Retry-After", seconds.ToString(CultureInfo.InvariantCulture));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.XContentTypeOptions = "nosniff";
        foreach (var (name, value) in Headers)
        {
            response.Headers[name] = value;
        }

        if (Body.IsEmpty)
        {
            return;
        }

        response.ContentType = "application/json";
        response.ContentLength = Body.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
        {
            await response.Body.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}
