export const id = 6218;
export const ids = [6218];
export const modules = {

/***/ 66218:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CodePipelineClient: () => (/* reexport safe */ _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_0__.p),
/* harmony export */   DisableStageTransitionCommand: () => (/* reexport safe */ _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_1__.z),
/* harmony export */   EnableStageTransitionCommand: () => (/* reexport safe */ _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_2__.k),
/* harmony export */   GetPipelineCommand: () => (/* reexport safe */ _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_3__.Y),
/* harmony export */   GetPipelineStateCommand: () => (/* reexport safe */ _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_4__.d),
/* harmony export */   ListPipelinesCommand: () => (/* reexport safe */ _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_5__.x)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(67153);
/* harmony import */ var _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(18821);
/* harmony import */ var _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(30114);
/* harmony import */ var _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(97092);
/* harmony import */ var _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(23783);
/* harmony import */ var _aws_sdk_client_codepipeline__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(47127);



/***/ })

};
