using Microsoft.OpenApi;

namespace Plum.Functions.Reference;

/// <summary>
/// What the reference says of a function, beside its routes and docstrings, which are read from the code.
/// </summary>
/// <param name="Name">As the function is called.</param>
/// <param name="Section">The part of the reference it stands in.</param>
/// <param name="Access">Whom it lets in.</param>
internal sealed record DescribedFunction(string Name, string Section, Access Access = Access.Token)
{
    /// <summary>For a function that names none itself, and refuses some on its own.</summary>
    public string[] Methods { get; init; } = [];

    public IReadOnlyList<Parameter> Query { get; init; } = [];

    public FieldSet? Takes { get; init; }

    /// <summary>Whether an Idempotency-Key has it done once.</summary>
    public bool Once { get; init; }

    /// <summary>Whether If-Match is heeded.</summary>
    public bool Matches { get; init; }

    public IReadOnlyList<Reply> Replies { get; init; } = [];

    public IReadOnlyList<Sample> Samples { get; init; } = [];
}

/// <summary>Whom a function lets in.</summary>
internal enum Access
{
    Anyone,
    Token,
    TokenOrLogin,
    Admin,
    TemporaryLogin,

    /// <summary>Login and PIN are fields of the form.</summary>
    Form,

    /// <summary>Addresses that the service made.</summary>
    Gateway,
}

/// <summary>A parameter of the query.</summary>
internal sealed record Parameter(string Name, OpenApiSchema Shape);

/// <summary>The fields that a request may have.</summary>
internal sealed class FieldSet
{
    /// <param name="taken">The code's own list of the fields it takes.</param>
    /// <param name="required">Those of them that must be there.</param>
    /// <param name="shapes">What each looks like; a field's other names are told in its description.</param>
    /// <param name="aliases">The other names.</param>
    /// <param name="list">The one that may be a file.</param>
    public FieldSet(
        IEnumerable<string> taken, string[] required, Dictionary<string, OpenApiSchema> shapes,
        string[]? aliases = null, string? list = null)
    {
        var (code, here) = (taken.Except(aliases ?? []).ToList(), shapes.Keys);
        if (code.Except(here).Concat(here.Except(code)).Concat(required.Except(here)).ToList() is { Count: > 0 } apart)
        {
            throw new InvalidOperationException(
                $"The reference and the code differ in the fields {string.Join(", ", apart)}: "
                + "describe each that is taken, and no other.");
        }

        (Required, Shapes, Aliases, List) = (required, shapes, aliases ?? [], list);
    }

    public string[] Required { get; }

    public IReadOnlyDictionary<string, OpenApiSchema> Shapes { get; }

    public string[] Aliases { get; }

    public string? List { get; }

    /// <summary>The kinds of body it may come in, the first of which clients prefer.</summary>
    public string[] Kinds { get; init; } =
        ["application/json", "multipart/form-data", "application/x-www-form-urlencoded"];
}

/// <summary>One kind of answer.</summary>
/// <param name="Shape">Null for one without a body.</param>
internal sealed record Reply(int Status, string Says, IOpenApiSchema? Shape, string Kind = "application/json")
{
    public string[] Headers { get; init; } = [];
}

/// <summary>A request, and the answer it gets.</summary>
/// <param name="Name">Tells it from the function's other samples.</param>
/// <param name="Says">What it shows.</param>
/// <param name="Answer">Its body; null where there is none, or none that could be foretold.</param>
internal sealed record Sample(string Name, string Says, string? Answer, int Status = 200)
{
    /// <summary>Values of the path and the query.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>The fields, as a JSON object.</summary>
    public string? Body { get; init; }

    /// <summary>The kind of its answer, where there are several.</summary>
    public string Kind { get; init; } = "application/json";
}
