// Package Microsoft.Azure.Functions.Worker.Extensions.Http 3.3.0.

#nullable enable

using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

public sealed class HttpTriggerAttribute : TriggerBindingAttribute
{
    public HttpTriggerAttribute() { }
    public HttpTriggerAttribute(params string[] methods) { }
    public HttpTriggerAttribute(AuthorizationLevel authLevel) { }
    public HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) { }
    public string? Route { get => throw null!; set => throw null!; }
    public string[]? Methods => throw null!;
    public AuthorizationLevel AuthLevel => throw null!;
}

public enum AuthorizationLevel
{
    Anonymous = 0,
    User = 1,
    Function = 2,
    System = 3,
    Admin = 4,
}
