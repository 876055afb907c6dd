// Package Microsoft.Azure.Functions.Worker.Extensions.Abstractions 1.3.0.

#nullable enable

namespace Microsoft.Azure.Functions.Worker;

[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute : Attribute
{
    public FunctionAttribute(string name) { }
    public string Name => throw null!;
}
