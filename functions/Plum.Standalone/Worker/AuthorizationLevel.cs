namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which key a request must carry. This runtime holds no keys: it serves <see cref="Anonymous"/> only.</summary>
public enum AuthorizationLevel
{
    Anonymous = 0,
    User = 1,
    Function = 2,
    System = 3,
    Admin = 4,
}
