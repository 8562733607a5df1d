using Netes.Api;
using Netes.Api.AuthenticationV1;
using Netes.Api.AuthorizationV1;
using Netes.Api.RbacV1;
using Netes.Api.Validation;
using UserInfo = Netes.ApiServer.Access.UserInfo;
using Netes.ApiServer.Access.Authentication;
using Netes.ApiServer.Access.Authorization;
using Netes.ApiServer.Http;

namespace Netes.ApiServer.Resources.Subresources;

/// <summary>Questions about identity and rights: they are answered, never stored.</summary>
internal sealed class AccessReviews(RequestAuthenticator authenticator, IAuthorizer authorizer, RbacAuthorizer rbac, Scheme scheme)
{
    public async Task TokenAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<TokenReview>(request);
        if (review.Spec.Token.Length == 0) throw ApiErrors.BadRequest("token is required for TokenReview in authentication");
        TokenIdentity? identity = await authenticator.TokenAsync(review.Spec.Token, review.Spec.Audiences ?? [], request.Cancellation);
        review.Status = identity is null
            ? new TokenReviewStatus { Error = "invalid bearer token" }
            : new TokenReviewStatus { Authenticated = true, User = ToApi(identity.User), Audiences = identity.Audiences.Count > 0 ? [.. identity.Audiences] : null };
        await ViewWriter.WriteAsync(request, 201, review);
    }

    public async Task SelfAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<SelfSubjectReview>(request);
        review.Metadata.CreationTimestamp = request.Now;
        review.Status = new SelfSubjectReviewStatus { UserInfo = ToApi(request.User) };
        await ViewWriter.WriteAsync(request, 201, review);
    }

    public async Task SubjectAccessAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<SubjectAccessReview>(request);
        review.Status = await SubjectAsync(request, review.Spec);
        await ViewWriter.WriteAsync(request, 201, review);
    }

    public async Task LocalSubjectAccessAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<LocalSubjectAccessReview>(request);
        if (review.Spec.ResourceAttributes is { } resource && resource.Namespace != request.Namespace)
            throw ApiErrors.BadRequest($"spec.resourceAttributes.namespace must match namespace: {request.Namespace}");
        review.Status = await SubjectAsync(request, review.Spec);
        await ViewWriter.WriteAsync(request, 201, review);
    }

    public async Task SelfSubjectAccessAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<SelfSubjectAccessReview>(request);
        Check(review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes, new ErrorList(), FieldPath.Of("spec"));
        review.Status = await AnswerAsync(request, Attributes(request.User, review.Spec.ResourceAttributes, review.Spec.NonResourceAttributes));
        await ViewWriter.WriteAsync(request, 201, review);
    }

    public async Task SelfSubjectRulesAsync(ApiRequest request, ResourceStore store)
    {
        var review = await ReadAsync<SelfSubjectRulesReview>(request);
        if (review.Spec.Namespace.Length == 0) throw ApiErrors.BadRequest("no namespace on request");
        var resources = new List<ResourceRule>();
        var paths = new List<NonResourceRule>();
        await foreach ((PolicyRule rule, _) in rbac.RulesAsync(request.User, review.Spec.Namespace, request.Cancellation))
        {
            if (rule.Resources is { Count: > 0 })
                resources.Add(new ResourceRule { Verbs = rule.Verbs, ApiGroups = rule.ApiGroups, Resources = rule.Resources, ResourceNames = rule.ResourceNames });
            if (rule.NonResourceURLs is { Count: > 0 }) paths.Add(new NonResourceRule { Verbs = rule.Verbs, NonResourceURLs = rule.NonResourceURLs });
        }
        review.Status = new SubjectRulesReviewStatus { ResourceRules = resources, NonResourceRules = paths };
        await ViewWriter.WriteAsync(request, 201, review);
    }

    private async ValueTask<SubjectAccessReviewStatus> SubjectAsync(ApiRequest request, SubjectAccessReviewSpec spec)
    {
        var errors = new ErrorList();
        FieldPath path = FieldPath.Of("spec");
        if (spec.User.Length == 0 && spec.Groups is null or { Count: 0 })
            errors.Add(FieldError.Invalid(path.Child("user"), spec.User, "at least one of user or group must be specified"));
        Check(spec.ResourceAttributes, spec.NonResourceAttributes, errors, path);
        var extra = (spec.Extra ?? []).ToDictionary(e => e.Key, e => (IReadOnlyList<string>)e.Value);
        var user = new UserInfo(spec.User, spec.Groups ?? []) { Uid = spec.Uid, Extra = extra };
        return await AnswerAsync(request, Attributes(user, spec.ResourceAttributes, spec.NonResourceAttributes));
    }

    private static void Check(ResourceAttributes? resource, NonResourceAttributes? path, ErrorList errors, FieldPath root)
    {
        if (resource is not null && path is not null)
            errors.Add(new FieldError(ErrorType.Invalid, root.Child("nonResourceAttributes").ToString(),
                $"Invalid value: {{\"Path\":{GoValue.Quote(path.Path)},\"Verb\":{GoValue.Quote(path.Verb)}}}: cannot be specified in combination with resourceAttributes"));
        if (resource is null && path is null)
            errors.Add(new FieldError(ErrorType.Invalid, root.Child("resourceAttributes").ToString(),
                "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        if (errors.Count > 0) throw errors.ToException("authorization.k8s.io", "", "");
    }

    private async ValueTask<SubjectAccessReviewStatus> AnswerAsync(ApiRequest request, AccessAttributes attributes)
    {
        AccessDecision decision = await authorizer.AuthorizeAsync(attributes, request.Cancellation);
        return new SubjectAccessReviewStatus { Allowed = decision.Allowed, Reason = decision.Reason };
    }

    private static AccessAttributes Attributes(UserInfo user, ResourceAttributes? resource, NonResourceAttributes? path) => resource is not null
        ? new AccessAttributes(user, resource.Verb)
        {
            IsResource = true,
            Group = resource.Group,
            Version = resource.Version,
            Resource = resource.Resource,
            Subresource = resource.Subresource,
            Namespace = resource.Namespace,
            Name = resource.Name,
        }
        : new AccessAttributes(user, path!.Verb) { Path = path.Path };

    private async ValueTask<T> ReadAsync<T>(ApiRequest request) where T : class, IApiKind<T>
    {
        WriteOptions options = WriteOptions.Parse(request, "CreateOptions");
        WireFormat format = RequestBody.Format(request.Http.Request);
        byte[] body = await RequestBody.ReadAsync(request.Http.Request, request.Cancellation);
        return (T)RequestBody.Decode(body, format, T.KindInfo, options.FieldValidation, request.Warn, scheme);
    }

    private static Api.AuthenticationV1.UserInfo ToApi(UserInfo user) => new()
    {
        Username = user.Name,
        Uid = user.Uid,
        Groups = [.. user.Groups],
        Extra = user.Extra.Count == 0 ? null : user.Extra.ToDictionary(e => e.Key, e => e.Value.ToList()),
    };
}
